import type { Metadata } from "next";
import Link from "next/link";
import { EmailForm } from "@/components/public/email-form.tsx";
import { PublicPage, quietLink } from "@/components/public/public-page.tsx";

export const metadata: Metadata = { title: "Forgotten password" };

export default function Page() {
  return (
    <PublicPage title="Forgotten your password?" lead="A letter to your address lets you set a new one.">
      <EmailForm
        path="reset"
        action="Send the letter"
        sent="If {address} has an account here, a letter is on its way. Its link works for an hour."
      />
      <p className="mt-6 text-muted text-sm">
        <Link href="/sign-in" className={quietLink}>
          Back to sign-in
        </Link>
      </p>
    </PublicPage>
  );
}
