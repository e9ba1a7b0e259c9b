import type { Metadata } from "next";
import { OperatorActionPage } from "@/components/operator/action-page.tsx";

export const metadata: Metadata = { title: "Action" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <OperatorActionPage id={id} />;
}
