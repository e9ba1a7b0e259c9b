import type { Metadata } from "next";
import { OperatorServerPage } from "@/components/operator/server-page.tsx";

export const metadata: Metadata = { title: "Server" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <OperatorServerPage id={id} />;
}
