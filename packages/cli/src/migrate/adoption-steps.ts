/** What happens to a server on its way over, and back. */
const ADOPTION_STEPS = ["adopt", "hand-over", "hand-back", "disown"] as const;
export type AdoptionStep = (typeof ADOPTION_STEPS)[number];
export const isAdoptionStep = (name: string): name is AdoptionStep => ADOPTION_STEPS.some((step) => step === name);
