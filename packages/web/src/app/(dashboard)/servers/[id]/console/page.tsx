import type { Metadata } from "next";
import { ConsolePage } from "@/components/console/console-page.tsx";

export const metadata: Metadata = { title: "Console" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <ConsolePage id={id} />;
}
