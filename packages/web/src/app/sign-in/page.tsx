import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { Logo } from "@/components/logo.tsx";
import { quietLink } from "@/components/public/public-page.tsx";
import { ProviderProblem } from "@/components/sign-in/provider-problem.tsx";
import { SignInForm } from "@/components/sign-in/sign-in-form.tsx";
import { safeNextPath } from "@/lib/session/next-path.ts";
import { hasStaffSignIn } from "@/lib/session/staff-sign-in.ts";

export const metadata: Metadata = { title: "Sign in" };

type Search = Promise<Record<string, string | string[] | undefined>>;
const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { next, ended, company, staff } = await searchParams;
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="font-semibold text-lg">Hostwright</span>
        </div>
        <h1 className="mb-1 font-semibold text-xl tracking-tight">Sign in</h1>
        <p className="mb-6 text-muted text-sm">
          {ended
            ? "Your session has ended. Sign in to go on where you were."
            : "Your servers, their state and their history."}
        </p>
        <ProviderProblem code={first(company)} />
        <ProviderProblem staff code={first(staff)} />
        <SignInForm next={safeNextPath(first(next))} staff={await hasStaffSignIn(await headers())} />
        <p className="mt-6 flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm">
          <Link href="/reset-password" className={quietLink}>
            Forgotten your password?
          </Link>
          <Link href="/register" className={quietLink}>
            Create an account
          </Link>
        </p>
      </div>
    </main>
  );
}
