import type { Clock } from "@hostwright/core/kernel/clock";
import type { DEMO_USERS } from "@hostwright/local/demo/seed";
import { createClient, type HostwrightClient } from "@hostwright/sdk";

type Email = (typeof DEMO_USERS)[number]["email"];

/** Everybody of the demo, by what they are in tests. */
export const PEOPLE = {
  owner: "demo@hostwright.test",
  viewer: "viewer@hostwright.test",
  stranger: "second@hostwright.test",
  operator: "operator@hostwright.test",
} as const satisfies Record<string, Email>;
export type Person = keyof typeof PEOPLE;

/** Well within the token's fifteen minutes. */
const RENEW_MS = 8 * 60_000;

/** A client signed in as that person, who signs in again before the token expires. */
export function signedIn(baseUrl: string, clock: Clock, person: Person, password: string): HostwrightClient {
  const open = createClient({ baseUrl });
  let token: Promise<string> | undefined;
  let since = 0;
  const signIn = async () => {
    const { data, error } = await open.POST("/v1/auth/login", { body: { email: PEOPLE[person], password } });
    if (!data) throw new Error(`sign-in of ${person}: ${JSON.stringify(error)}`);
    return data.access_token;
  };
  return createClient({
    baseUrl,
    token: () => {
      const now = clock.now().getTime();
      if (!token || now - since > RENEW_MS) {
        since = now;
        token = signIn();
      }
      return token;
    },
  });
}
