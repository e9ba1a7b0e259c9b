import type { Metadata } from "next";
import { CapacityPage } from "@/components/operator/capacity-page.tsx";

export const metadata: Metadata = { title: "Capacity" };

export default function Page() {
  return <CapacityPage />;
}
