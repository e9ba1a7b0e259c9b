import { z } from "zod";
import { isUniqueViolation } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, query } from "../kernel/index.ts";
import { wakePost } from "../notice/index.ts";
import { completeRegistrationInput, emailInput } from "./account-schema.ts";
import { issueProof, useProof } from "./email-proof.ts";
import { writeKnownAlready, writeRegistration, writeWelcome } from "./letters.ts";
import { mayWriteFor } from "./mail-cap.ts";
import { insertTenant } from "./new-tenant.ts";
import { hashPassword } from "./password.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { comeBack, personAt } from "./stranded.ts";

export const registration = query({
  name: "auth.registration",
  permission: "public:register",
  input: z.strictObject({}),
  run: async ({ app: { config } }) => ({
    registration: config.HOSTWRIGHT_REGISTRATION,
    review: config.HOSTWRIGHT_REVIEW_TENANTS === "yes",
  }),
});

/**
 * Asks for an account: a letter leads on. Who they are, and their password, is asked behind its link, so that nobody
 * prepares an account for a stranger's address. One answer, and as much work, whether the address is known or not.
 */
export const register = command({
  name: "auth.register",
  permission: "public:register",
  input: emailInput,
  async run(ctx, { email }) {
    if (ctx.app.config.HOSTWRIGHT_REGISTRATION !== "open") throw registrationClosed();
    const known = await personAt(ctx, email);
    const opens = !known || known.stranded;
    const token = await issueProof(ctx, opens ? "register" : "none", { email });
    if (!(await mayWriteFor(ctx, "register", email))) wakePost(ctx);
    else if (!opens) writeKnownAlready(ctx, email);
    else await writeRegistration(ctx, email, token);
    return {};
  },
});

/** Opens the account behind a registration's link: the person, or who comes back, and a tenant of theirs. */
export const completeRegistration = command({
  name: "auth.complete_registration",
  permission: "public:register",
  input: completeRegistrationInput,
  async run(ctx, { token, name, tenant, password, language, time_zone }) {
    if (ctx.app.config.HOSTWRIGHT_REGISTRATION !== "open") throw registrationClosed();
    const { email } = await useProof(ctx, token, "register");
    requireGoodPassword("password", password, { email, name });
    const known = await personAt(ctx, email);
    const user = known?.stranded
      ? await comeBack(ctx, known.id, { name, password })
      : await insertPerson(ctx, { email, name, password, language, time_zone });
    const made = await insertTenant(ctx, { name: tenant, owner: user });
    writeWelcome(ctx, email, name, tenant, made.status === "pending_review");
    ctx.audit({
      tenant: made.id,
      resource: { type: "user", id: user },
      changes: { name, tenant, status: made.status },
    });
    return { email, tenant: made };
  },
});

interface Person {
  email: string;
  name: string;
  /** null: they have none, and come in by their company's provider, which no letter of ours has confirmed. */
  password: string | null;
  language?: string | undefined;
  time_zone?: string | undefined;
}

/** A person whose address a letter or their company has proved. @throws AppError `uniqueness_error`: of two at once, the second. */
export async function insertPerson(ctx: Ctx, { email, name, password, language, time_zone }: Person): Promise<string> {
  const id = ctx.id("usr");
  const row = {
    id,
    email,
    name,
    password_hash: password === null ? "" : await hashPassword(password),
    language: language ?? null,
    time_zone: time_zone ?? null,
    verified_at: password === null ? null : ctx.now,
    created_at: ctx.now,
  };
  try {
    await ctx.db.insertInto("users").values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error) === undefined) throw error;
    throw new AppError("uniqueness_error", "this e-mail address has an account by now; sign in with it", {
      fields: [{ name: "email", messages: ["taken"] }],
    });
  }
  return id;
}

export const registrationClosed = (): AppError =>
  new AppError("registration_closed", "accounts are opened by invitation; ask us for one");
