import type { Metadata } from "next";
import { cookies } from "next/headers";
import { Invitation } from "@/components/public/invitation.tsx";
import { PublicPage } from "@/components/public/public-page.tsx";
import { REFRESH_COOKIE } from "@/lib/session/cookies.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function Page() {
  const signedIn = (await cookies()).has(REFRESH_COOKIE);
  return (
    <PublicPage title="You are invited" lead="Work on servers together, each with an account of their own.">
      <Invitation signedIn={signedIn} />
    </PublicPage>
  );
}
