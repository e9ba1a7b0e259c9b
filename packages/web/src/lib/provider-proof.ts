import * as z from "zod/mini";

/** How the window that comes back from a sign-in provider speaks to the one that waits for it. */
const CHANNEL = "hostwright-proof";

/** By how a state begins, the API marks a proof (and no sign-in). */
export const isProof = (state: string | null): boolean => state?.startsWith("proof-") ?? false;

const back = z.object({
  state: z.string(),
  code: z.optional(z.string()),
  iss: z.optional(z.string()),
  callback: z.string(),
});
export type Back = z.infer<typeof back>;

/** @param fields as the provider put them into the address */
export function tellProof(fields: string): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(Object.fromEntries(new URLSearchParams(fields)));
  channel.close();
}

/** What comes back for this state, until told to stop. */
export function awaitProof(state: string, then: (said: Back) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const said = back.safeParse(data);
    if (said.success && said.data.state === state) then(said.data);
  });
  return () => channel.close();
}
