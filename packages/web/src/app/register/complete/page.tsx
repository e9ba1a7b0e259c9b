import type { Metadata } from "next";
import { CompleteRegistration } from "@/components/public/complete-registration.tsx";
import { PublicPage } from "@/components/public/public-page.tsx";

export const metadata: Metadata = { title: "Open your account" };

export default function Page() {
  return (
    <PublicPage title="Open your account" lead="Your address is confirmed with this. Who are you?">
      <CompleteRegistration />
    </PublicPage>
  );
}
