import type { Metadata } from "next";
import { OperatorActionList } from "@/components/operator/action-list.tsx";

export const metadata: Metadata = { title: "Actions" };

export default function Page() {
  return <OperatorActionList />;
}
