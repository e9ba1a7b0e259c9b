import type { Metadata } from "next";
import { FindingPage } from "@/components/reconcile/finding-page.tsx";

export const metadata: Metadata = { title: "Finding" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <FindingPage id={id} />;
}
