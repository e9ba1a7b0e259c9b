import type { Metadata } from "next";
import { PublicPage } from "@/components/public/public-page.tsx";
import { Proved } from "@/components/step-up/proved.tsx";

export const metadata: Metadata = { title: "Back from your sign-in" };

/** Where a sign-in provider's proof comes back, in a window of its own. */
export default function Page() {
  return (
    <PublicPage title="Back from your sign-in" lead="What you were about to do goes on in the window you came from.">
      <Proved />
    </PublicPage>
  );
}
