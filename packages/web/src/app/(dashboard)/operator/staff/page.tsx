import type { Metadata } from "next";
import { StaffPage } from "@/components/staff/staff-page.tsx";

export const metadata: Metadata = { title: "Staff" };

export default function Page() {
  return <StaffPage />;
}
