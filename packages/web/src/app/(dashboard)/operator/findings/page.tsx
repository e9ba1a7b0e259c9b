import type { Metadata } from "next";
import { FindingList } from "@/components/reconcile/finding-list.tsx";

export const metadata: Metadata = { title: "Reconciliation" };

export default function Page() {
  return <FindingList />;
}
