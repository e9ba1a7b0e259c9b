import type { Metadata } from "next";
import Link from "next/link";
import { EmailForm } from "@/components/public/email-form.tsx";
import { PublicPage, quietLink } from "@/components/public/public-page.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { callApi } from "@/lib/session/upstream.ts";

export const metadata: Metadata = { title: "Create an account" };

/** Whether anybody may; an API that does not answer says so itself when the form is sent. */
async function isOpen(): Promise<boolean> {
  try {
    const body: unknown = await (await callApi("/v1/auth/registration")).json();
    return !(typeof body === "object" && body !== null && "registration" in body && body.registration !== "open");
  } catch {
    return true;
  }
}

export default async function Page() {
  const open = await isOpen();
  return (
    <PublicPage title="Create an account" lead="A letter to your address leads on; your first server is a minute away.">
      {open ? (
        <EmailForm
          path="register"
          action="Continue"
          sent="A letter is on its way to {address}. Its link leads on, and works for 24 hours."
        />
      ) : (
        <Banner look="info" title="Accounts are opened by invitation">
          Ask us, or the owner of the tenant you belong to, for one.
        </Banner>
      )}
      <p className="mt-6 text-muted text-sm">
        You have one already?{" "}
        <Link href="/sign-in" className={quietLink}>
          Sign in
        </Link>
      </p>
    </PublicPage>
  );
}
