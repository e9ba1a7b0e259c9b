import type { Metadata } from "next";
import { TicketsPage } from "@/components/tickets/tickets-page.tsx";

export const metadata: Metadata = { title: "Tickets" };

export default function Page() {
  return <TicketsPage asOperator />;
}
