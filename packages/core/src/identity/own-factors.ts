import { z } from "zod";
import {
  addPasskey,
  beginPasskey,
  beginTotp,
  confirmTotp,
  factorsOf,
  forgetRecoveryCodes,
  holdsAny,
  passkeysOf,
  recoveryCodesLeft,
  removeTotp,
  renewRecoveryCodes,
  totpOf,
} from "../factor/index.ts";
import { AppError, type Ctx, command, invalidField, notFound, query } from "../kernel/index.ts";
import { codeInput, newPasskeyInput, passkeyRef, renamePasskeyInput } from "./factor-schema.ts";
import { factorChanged } from "./notices.ts";
import { accountOf } from "./person.ts";
import { requiringTenantOf } from "./required-factor.ts";

type Account = Awaited<ReturnType<typeof accountOf>>;

/** What the person can show beside their password, and whether a tenant of theirs asks for it. */
export const listFactors = query({
  name: "factor.list",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const { id, password_hash } = await accountOf(ctx);
    const totp = await totpOf(ctx, id);
    return {
      password: password_hash !== "",
      totp: totp && { created: totp.confirmed_at.toISOString() },
      passkeys: (await passkeysOf(ctx, id)).map(passkeyView),
      recovery_codes_left: await recoveryCodesLeft(ctx, id),
      required_by: await requiringTenantOf(ctx, id),
    };
  },
});

/** Begins the enrolment of an authenticator app. Nothing is asked for until its first code has confirmed it. */
export const enrolTotp = command({
  name: "factor.totp_begin",
  permission: "account:manage",
  stepUp: true,
  input: z.strictObject({}),
  async run(ctx) {
    const account = await accountOf(ctx);
    ctx.audit({ resource: { type: "user", id: account.id } });
    return beginTotp(ctx, account);
  },
});

export const confirmEnrolledTotp = command({
  name: "factor.totp_confirm",
  permission: "account:manage",
  stepUp: true,
  input: codeInput,
  async run(ctx, { code }) {
    const account = await accountOf(ctx);
    if (!(await confirmTotp(ctx, account.id, code))) throw invalidField("code", "is not the app's code of this moment");
    return added(ctx, account, "An authenticator app was added");
  },
});

export const removeOwnTotp = command({
  name: "factor.totp_remove",
  permission: "account:manage",
  stepUp: true,
  input: z.strictObject({}),
  async run(ctx) {
    const account = await accountOf(ctx);
    if (!(await removeTotp(ctx, account.id))) throw notFound("authenticator app");
    await removed(ctx, account, "An authenticator app was removed");
    return {};
  },
});

export const passkeyOptions = command({
  name: "factor.passkey_begin",
  permission: "account:manage",
  stepUp: true,
  input: z.strictObject({}),
  async run(ctx) {
    return beginPasskey(ctx, await accountOf(ctx));
  },
});

export const createPasskey = command({
  name: "factor.passkey_add",
  permission: "account:manage",
  stepUp: true,
  input: newPasskeyInput,
  async run(ctx, input) {
    const account = await accountOf(ctx);
    const id = await addPasskey(ctx, account.id, input);
    if (id instanceof AppError) return id;
    return { ...(await added(ctx, account, "A passkey was added")), passkey: await passkeyOf(ctx, account.id, id) };
  },
});

export const renamePasskey = command({
  name: "factor.passkey_rename",
  permission: "account:manage",
  input: renamePasskeyInput,
  async run(ctx, { id, name }) {
    const account = await accountOf(ctx);
    await passkeyOf(ctx, account.id, id);
    await ctx.db.updateTable("passkeys").set({ name }).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "passkey", id }, changes: { name } });
    return { passkey: await passkeyOf(ctx, account.id, id) };
  },
});

export const removePasskey = command({
  name: "factor.passkey_remove",
  permission: "account:manage",
  stepUp: true,
  input: passkeyRef,
  async run(ctx, { id }) {
    const account = await accountOf(ctx);
    const passkey = await passkeyOf(ctx, account.id, id);
    await ctx.db.deleteFrom("passkeys").where("id", "=", id).execute();
    if (account.password_hash === "" && (await passkeysOf(ctx, account.id)).length === 0)
      throw new AppError("conflict", "this is your only way in: set a password or add another passkey first");
    await removed(ctx, account, "A passkey was removed");
    return { passkey };
  },
});

/** New recovery codes; the earlier ones are good for nothing from now on. */
export const renewCodes = command({
  name: "factor.recovery_renew",
  permission: "account:manage",
  stepUp: true,
  input: z.strictObject({}),
  async run(ctx) {
    const account = await accountOf(ctx);
    if (!holdsAny(await factorsOf(ctx, account.id)))
      throw new AppError("conflict", "recovery codes stand in for a second factor: add one first");
    factorChanged(ctx, account, "New recovery codes were made");
    ctx.audit({ resource: { type: "user", id: account.id } });
    return { recovery_codes: await renewRecoveryCodes(ctx, account.id) };
  },
});

/** With the first factor come recovery codes, for the day it is lost. */
async function added(ctx: Ctx, account: Account, what: string) {
  factorChanged(ctx, account, what);
  ctx.audit({ resource: { type: "user", id: account.id } });
  const has = (await recoveryCodesLeft(ctx, account.id)) > 0;
  return { recovery_codes: has ? null : await renewRecoveryCodes(ctx, account.id) };
}

/** @throws AppError `conflict` where a tenant requires a factor and none would be left */
async function removed(ctx: Ctx, account: Account, what: string): Promise<void> {
  if (!holdsAny(await factorsOf(ctx, account.id))) {
    const tenant = await requiringTenantOf(ctx, account.id);
    if (tenant) throw new AppError("conflict", `${tenant.name} requires a second factor: add another first`);
    await forgetRecoveryCodes(ctx, account.id);
  }
  factorChanged(ctx, account, what);
  ctx.audit({ resource: { type: "user", id: account.id } });
}

type Passkey = Awaited<ReturnType<typeof passkeysOf>>[number];

async function passkeyOf(ctx: Ctx, user: string, id: string) {
  const row = (await passkeysOf(ctx, user)).find((one) => one.id === id);
  if (!row) throw notFound("passkey");
  return passkeyView(row);
}

const passkeyView = (row: Passkey) => ({
  id: row.id,
  name: row.name,
  synced: row.synced,
  created: row.created_at.toISOString(),
  last_used: row.last_used_at?.toISOString() ?? null,
});
