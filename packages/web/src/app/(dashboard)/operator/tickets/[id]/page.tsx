import type { Metadata } from "next";
import { TicketPage } from "@/components/tickets/ticket-page.tsx";

export const metadata: Metadata = { title: "Ticket" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <TicketPage id={id} asOperator />;
}
