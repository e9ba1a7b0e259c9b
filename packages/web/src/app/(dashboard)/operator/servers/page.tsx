import type { Metadata } from "next";
import { OperatorServerList } from "@/components/operator/server-list.tsx";

export const metadata: Metadata = { title: "All servers" };

export default function Page() {
  return <OperatorServerList />;
}
