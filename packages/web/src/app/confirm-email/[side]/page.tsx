import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ConfirmEmail } from "@/components/public/confirm-email.tsx";
import { PublicPage } from "@/components/public/public-page.tsx";

export const metadata: Metadata = { title: "Confirm your address" };

export default async function Page({ params }: { params: Promise<{ side: string }> }) {
  const { side } = await params;
  if (side !== "old" && side !== "new") notFound();
  return (
    <PublicPage
      title={side === "old" ? "Change of address" : "Your new address"}
      lead="Both addresses have to confirm before anything changes."
    >
      <ConfirmEmail side={side} />
    </PublicPage>
  );
}
