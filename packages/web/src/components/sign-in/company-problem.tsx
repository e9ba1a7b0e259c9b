import { Banner } from "../ui/banner.tsx";

const TOO_LATE = {
  title: "The sign-in took too long",
  advice: "It was begun elsewhere or has lapsed. Begin again here.",
};

/** Why a company's sign-in brought nobody in, by the code it came back with. */
const WHY: Record<string, { title: string; advice: string }> = {
  unauthorized: TOO_LATE,
  invalid_input: TOO_LATE,
  declined: {
    title: "Your company did not let you in",
    advice: "Its sign-in ended without a yes. Ask whoever runs it.",
  },
  forbidden: {
    title: "Your company's sign-in is not enough here",
    advice: "It vouches for no confirmed address in its own domain, or only members get in. Ask the tenant's owner.",
  },
  conflict: {
    title: "Your account does not belong to this company",
    advice: "Sign in with your password, or ask the tenant's owner to invite you.",
  },
  maintenance: { title: "Your company's sign-in does not answer", advice: "Try again in a minute." },
  rate_limit_exceeded: { title: "Too many attempts", advice: "Wait a minute, then try again." },
};

export function CompanyProblem({ code }: { code: string | undefined }) {
  if (!code) return null;
  const { title, advice } = (Object.hasOwn(WHY, code) ? WHY[code] : undefined) ?? {
    title: "Signing in did not work",
    advice: "Try again in a minute.",
  };
  return (
    <div className="mb-4">
      <Banner look="bad" alert title={title}>
        {advice} Your servers keep running.
      </Banner>
    </div>
  );
}
