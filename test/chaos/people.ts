import { PEOPLE, type Person } from "../system/people.ts";
import type { TestSystem } from "../system.ts";
import type { ChaosTime } from "./time.ts";

export interface Said {
  status: number;
  body: Record<string, unknown>;
}

/** Well within the token's fifteen minutes. */
const RENEW_MS = 5 * 60_000;

/** What the API is asked by its customers and operators: as a careful client, again with the same key where no answer came. */
export class People {
  readonly #system: TestSystem;
  readonly #time: ChaosTime;
  readonly #tokens = new Map<Person, { token: Promise<string>; since: number }>();

  constructor(system: TestSystem, time: ChaosTime) {
    this.#system = system;
    this.#time = time;
  }

  async ask(
    person: Person,
    method: string,
    path: string,
    options: { body?: object; key?: string } = {},
  ): Promise<Said> {
    for (let pause = 200; ; pause = Math.min(pause * 2, 5000)) {
      const said = await this.#once(person, method, path, options).catch(() => undefined);
      // 401: its time leapt meanwhile. A conflict with its own first request: that one is being answered.
      if (said && said.status < 500 && said.status !== 429 && said.status !== 401 && !isInFlight(said)) return said;
      await this.#time.sleep(pause);
    }
  }

  async #once(person: Person, method: string, path: string, options: { body?: object; key?: string }): Promise<Said> {
    const response = await fetch(`${this.#system.control.apiUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token(person)}`,
        ...(options.body ? { "content-type": "application/json" } : {}),
        ...(options.key ? { "idempotency-key": options.key } : {}),
      },
      ...(options.body ? { body: JSON.stringify(options.body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Said["body"] };
  }

  async #token(person: Person): Promise<string> {
    const known = this.#tokens.get(person);
    if (known && this.#time.now - known.since < RENEW_MS) return known.token;
    const token = this.#signIn(person);
    this.#tokens.set(person, { token, since: this.#time.now });
    token.catch(() => this.#tokens.delete(person));
    return token;
  }

  async #signIn(person: Person): Promise<string> {
    const response = await fetch(`${this.#system.control.apiUrl}/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: PEOPLE[person], password: this.#system.secrets.demo_password }),
    });
    const body = (await response.json()) as { access_token?: string };
    if (!body.access_token) throw new Error(`sign-in of ${person}: ${response.status}`);
    return body.access_token;
  }
}

export const codeOf = (said: Said): string => {
  const error = said.body.error;
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
};

const isInFlight = (said: Said): boolean =>
  codeOf(said) === "conflict" && JSON.stringify(said.body).includes("Idempotency-Key is still being answered");
