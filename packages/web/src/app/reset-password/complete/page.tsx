import type { Metadata } from "next";
import { CompleteReset } from "@/components/public/complete-reset.tsx";
import { PublicPage } from "@/components/public/public-page.tsx";

export const metadata: Metadata = { title: "Set a new password" };

export default function Page() {
  return (
    <PublicPage title="Set a new password" lead="Whoever is signed in anywhere has to sign in again.">
      <CompleteReset />
    </PublicPage>
  );
}
