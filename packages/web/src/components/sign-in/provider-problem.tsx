import { Banner } from "../ui/banner.tsx";

const TOO_LATE = {
  title: "The sign-in took too long",
  advice: "It was begun elsewhere or has lapsed. Begin again here.",
};

/** Why a provider's sign-in brought nobody in, by the code it came back with. */
const WHY: Record<string, { title: string; advice: string }> = {
  unauthorized: TOO_LATE,
  invalid_input: TOO_LATE,
  declined: {
    title: "Your company did not let you in",
    advice: "Its sign-in ended without a yes. Ask whoever runs it.",
  },
  forbidden: {
    title: "Your company's sign-in is not enough here",
    advice: "It vouches for no address in its own domain, or only members get in. Ask the tenant's owner.",
  },
  email_unverified: {
    title: "Your address is not confirmed there",
    advice: "The sign-in does not say that it is (email_verified). Whoever runs it can change that.",
  },
  conflict: {
    title: "Your account does not belong to this company",
    advice: "Sign in with your password, or ask the tenant's owner to invite you.",
  },
  maintenance: { title: "Your company's sign-in does not answer", advice: "Try again in a minute." },
  rate_limit_exceeded: { title: "Too many attempts", advice: "Wait a minute, then try again." },
};

/** The same where operators came back from theirs. */
const STAFF: typeof WHY = {
  ...WHY,
  declined: { title: "Your sign-in ended without a yes", advice: "Ask whoever runs it." },
  forbidden: {
    title: "You are no operator here, or your groups allow nothing",
    advice: "Your account here and your groups there both have to allow a role. Ask an admin.",
  },
  conflict: {
    title: "This account is somebody else's there",
    advice: "Somebody else has come in to it with the same address. Ask an admin.",
  },
  maintenance: { title: "The staff sign-in does not answer", advice: "Try again in a minute." },
};

/** @param code of the refusal, where there was one */
export function ProviderProblem({ code, staff = false }: { code: string | undefined; staff?: boolean }) {
  if (!code) return null;
  const why = staff ? STAFF : WHY;
  const { title, advice } = (Object.hasOwn(why, code) ? why[code] : undefined) ?? {
    title: "Signing in did not work",
    advice: "Try again in a minute.",
  };
  return (
    <div className="mb-4">
      <Banner look="bad" alert title={title}>
        {advice} {!staff && "Your servers keep running."}
      </Banner>
    </div>
  );
}
