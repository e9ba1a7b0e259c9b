import type { Problem } from "./api/problem.ts";

/** What happened, what it means for the customer's server, and what to do. */
export interface Explanation {
  title: string;
  meaning: string;
  advice: string;
}

const NOTHING_CHANGED = "Nothing was changed.";

const BY_CODE: Record<string, Explanation> = {
  unreachable: {
    title: "No answer",
    meaning: "Your servers keep running; only this page could not reach us.",
    advice: "Check your connection and try again.",
  },
  invalid_input: {
    title: "Something in the form is not right",
    meaning: NOTHING_CHANGED,
    advice: "Correct the fields named and send it again.",
  },
  unauthorized: { title: "You are signed out", meaning: "Your servers keep running.", advice: "Sign in again." },
  forbidden: {
    title: "Your role does not allow this",
    meaning: NOTHING_CHANGED,
    advice: "Ask an owner or admin of the tenant.",
  },
  step_up_required: {
    title: "Show once more that it is you",
    meaning: NOTHING_CHANGED,
    advice: "Try again and answer the question.",
  },
  second_factor_required: {
    title: "A second factor is needed first",
    meaning: "Your tenant lets nobody in without one; your servers keep running.",
    advice: "Add one under Account, Security.",
  },
  not_found: {
    title: "Not found",
    meaning: "It does not exist, or it is not yours.",
    advice: "It may have been deleted: look at the activity.",
  },
  conflict: {
    title: "Not possible in this state",
    meaning: NOTHING_CHANGED,
    advice: "The page shows the present state; try again from there.",
  },
  locked: {
    title: "Another action is under way",
    meaning: "The server is being changed already; this request was not taken.",
    advice: "Wait until the timeline has ended, then try again.",
  },
  managed_elsewhere: {
    title: "Still run by the system it comes from",
    meaning: "The server goes on as it is; nothing is changed from here yet.",
    advice: "It can be changed here once it has been handed over.",
  },
  uniqueness_error: { title: "The name is taken", meaning: NOTHING_CHANGED, advice: "Choose another name." },
  server_not_stopped: { title: "The server is running", meaning: NOTHING_CHANGED, advice: "Shut it down first." },
  protected: {
    title: "The server is protected",
    meaning: NOTHING_CHANGED,
    advice: "Lift the protection on its Manage tab first.",
  },
  server_suspended: {
    title: "The server is suspended",
    meaning: "It stays stopped and cannot be changed until the hold is lifted.",
    advice: "The banner on its page says why; answer to support.",
  },
  resource_limit_exceeded: {
    title: "Your limit is reached",
    meaning: NOTHING_CHANGED,
    advice: "Delete what you do not need, or ask support to raise it.",
  },
  resource_unavailable: {
    title: "Not enough room",
    meaning: "Nothing was ordered and nothing is charged.",
    advice: "Choose another location or a smaller plan.",
  },
  idempotency_key_reused: {
    title: "This form was sent before with other values",
    meaning: "Only the first one counts.",
    advice: "Reload the page and send it again.",
  },
  tenant_under_review: {
    title: "We look at your account first",
    meaning: "Nothing was ordered and nothing is charged.",
    advice: "You get a letter as soon as that is done.",
  },
  tenant_refused: {
    title: "This account was refused",
    meaning: "Nothing was ordered and nothing is charged.",
    advice: "The letter to its owners says why; answer to support.",
  },
  order_under_review: {
    title: "We look at this order first",
    meaning: "Nothing was ordered and nothing is charged.",
    advice: "Try again later, or write to support.",
  },
  order_refused: {
    title: "We cannot take this order",
    meaning: "Nothing was ordered and nothing is charged.",
    advice: "Write to support if you think that we are mistaken.",
  },
  registration_closed: {
    title: "By invitation",
    meaning: NOTHING_CHANGED,
    advice: "Ask us, or the owner of a tenant, to invite you.",
  },
  email_unverified: {
    title: "Your address is not confirmed there",
    meaning: NOTHING_CHANGED,
    advice: "Ask whoever runs your sign-in to have it say that your address is confirmed.",
  },
  provider_required: {
    title: "Operators have a sign-in of their own",
    meaning: NOTHING_CHANGED,
    advice: "Use Staff sign-in.",
  },
  link_expired: {
    title: "This link is no longer good",
    meaning: NOTHING_CHANGED,
    advice: "Ask for a new one.",
  },
  rate_limit_exceeded: { title: "Too many requests", meaning: NOTHING_CHANGED, advice: "Wait a moment and try again." },
  maintenance: {
    title: "We are out for a moment",
    meaning: "Your servers keep running; only changes have to wait.",
    advice: "Try again in a minute.",
  },
  internal_error: {
    title: "Something failed on our side",
    meaning: "Your servers keep running as they were.",
    advice: "Try again; if it stays, tell support the request id.",
  },
};

const UNKNOWN: Explanation = {
  title: "That did not work",
  meaning: NOTHING_CHANGED,
  advice: "Try again; if it stays, tell support the request id.",
};

export const explain = (problem: Pick<Problem, "code">): Explanation => BY_CODE[problem.code] ?? UNKNOWN;

/** The API's messages are lower-case sentences; pages start them with a capital and end them. */
export const sentence = (message: string): string => {
  const trimmed = message.trim();
  if (!trimmed) return "";
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
};
