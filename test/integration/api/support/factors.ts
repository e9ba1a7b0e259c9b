import { z } from "zod";
import { totpCode } from "../../../totp.ts";
import { Authenticator } from "./authenticator.ts";
import type { Answered, Asked, Face, Person } from "./face.ts";

const secretShape = z.object({ secret: z.string(), uri: z.string() });
const addedShape = z.object({ recovery_codes: z.array(z.string()).nullable() });
const optionsShape = z.object({ challenge: z.string(), options: z.looseObject({ challenge: z.string() }) });
const madeShape = addedShape.extend({ passkey: z.object({ id: z.string() }) });

type Ask = (method: string, path: string, asked?: Asked) => Promise<Answered>;

/** Takes every second factor from everybody, so that a password is enough again. */
export async function withoutFactors({ app }: Face): Promise<void> {
  for (const table of ["totp_factors", "passkeys", "recovery_codes"] as const)
    await app.db.kysely.deleteFrom(table).execute();
}

/** An authenticator app: it knows the secret and looks at the clock. */
export class Totp {
  readonly #secret: string;
  readonly #face: Face;

  constructor(face: Face, secret: string) {
    this.#face = face;
    this.#secret = secret;
  }

  code(steps = 0): string {
    return totpCode(this.#secret, new Date(this.#face.clock.now().getTime() + steps * 30_000));
  }
}

/** Begins to set up an app for the person. */
export async function beginTotp(face: Face, ask: Ask, as: Person): Promise<Totp> {
  const answer = await ask("POST", "/v1/account/totp", { as });
  return new Totp(face, secretShape.parse(answer.body).secret);
}

/** An app that is set up, whose first code can be used again: it was taken a step ago. */
export async function aTotp(face: Face, as: Person) {
  const totp = await beginTotp(face, face.ask, as);
  const answer = await face.ask("POST", "/v1/account/totp/actions/confirm", { as, body: { code: totp.code(-1) } });
  return { totp, codes: addedShape.parse(answer.body).recovery_codes ?? [] };
}

/** What a passkey's registration or use begins with. */
export async function optionsOf(face: Face, path: string, as?: Person) {
  return optionsShape.parse((await face.ask("POST", path, as ? { as } : {})).body);
}

/** A registered passkey of the person. */
export async function aPasskey(face: Face, as: Person, name = "Laptop") {
  const authenticator = new Authenticator();
  const { challenge, options } = await optionsOf(face, "/v1/account/passkey-options", as);
  const body = { challenge, name, credential: authenticator.register(options) };
  const { passkey } = madeShape.parse((await face.ask("POST", "/v1/account/passkeys", { as, body })).body);
  return { authenticator, id: passkey.id };
}

const challengeShape = z.object({
  error: z.object({
    code: z.literal("second_factor_required"),
    details: z.object({
      challenge: z.object({
        token: z.string(),
        factors: z.array(z.string()),
        passkey_options: z.looseObject({ challenge: z.string() }).nullable(),
      }),
    }),
  }),
});

/** The challenge a sign-in was answered with. */
export const challengeOf = (answer: Answered) => challengeShape.parse(answer.body).error.details.challenge;
