import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chainsToVerify, sealAudit, verifyChain } from "@hostwright/core/audit";
import { applyCatalog, catalogSpec } from "@hostwright/core/catalog";
import { createAccount, listOperators, setOperatorRoles } from "@hostwright/core/identity";
import { AppError, ConfigError, execute, newId, parse, system } from "@hostwright/core/kernel";
import { migrate } from "@hostwright/core/kernel/database/index";
import { applyPools } from "@hostwright/core/network";
import { type Installation, openInstallation } from "./installation.ts";
import { installationUrl } from "./installation-url.ts";

const USAGE = `hostwright <command>

  db migrate                                brings the database up to date
  catalog apply <file.json>                 sells what the file says, where it says (docs/operate/catalog.md)
  account create --email … --name … [--tenant … --role owner|admin|member|read-only]
                 [--operator support,finance,engineer,admin]
                                            makes a person: of a tenant, or an operator (by default admin). The password
                                            comes from HOSTWRIGHT_ACCOUNT_PASSWORD, since arguments show in process lists
                                            --tenant is an id, or a name that one tenant alone has
  operator list                             who the operators are, their roles, and when they were last here
  operator roles <e-mail or usr_…> support,finance,engineer,admin|none
                                            gives somebody these roles from now on; the last admin stays one
  audit verify [--tenant ten_…|platform]     compares audit trails with themselves and their anchors, and names every
                                            place that was changed; ends with 1 if there is one (docs/audit.md)
  audit seal                                seals what waits, without waiting for the schedule
  migrate whmcs <command>                   brings a WHMCS company over (hostwright migrate; docs/migrate/whmcs.md)

Works on the database that HOSTWRIGHT_DATABASE_URL names (rds-data: with HOSTWRIGHT_DATABASE_CLUSTER_ARN and
HOSTWRIGHT_DATABASE_SECRET_ARN), else on the installation that npm start runs.`;

/** What was verified is not in order; its message says where. */
class Unsound extends Error {}

const MIGRATIONS = join(import.meta.dirname, "../../../migrations");

/** A mistake in how the command was called; its message is all there is to say. */
class UsageError extends Error {}

const commands: Record<string, (installation: Installation, args: string[]) => Promise<string>> = {
  async "db migrate"({ app }) {
    const { healIndexes } = await import("@hostwright/core/migration");
    await healIndexes(installationUrl());
    await migrate(app.db, { directory: MIGRATIONS });
    return "the database is up to date";
  },

  async "catalog apply"({ call }, [file]) {
    if (!file) throw new UsageError("catalog apply: which file?");
    const spec = parse(catalogSpec, JSON.parse(readFileSync(file, "utf8")));
    const counts = await execute(call, applyCatalog, spec);
    let added = 0;
    for (const { name, pools } of spec.locations)
      added += (await execute(call, applyPools, { location: name, pools })).added;
    return `${counts.plans} plans, ${counts.images} images, ${counts.locations} locations; ${added} new addresses`;
  },

  "operator list": listStaff,
  "operator roles": setRoles,

  "audit verify": verifyAudit,

  async "audit seal"({ app }) {
    return `${await sealAudit(app)} rows sealed`;
  },

  async "account create"({ call }, args) {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      args,
      options: { email: text, name: text, tenant: text, role: text, operator: text },
    });
    const operator = values.operator ?? (values.tenant === undefined ? "admin" : undefined);
    const made = await execute(call, createAccount, {
      email: values.email,
      name: values.name,
      password: process.env.HOSTWRIGHT_ACCOUNT_PASSWORD,
      ...(values.tenant === undefined ? {} : { member: { tenant: values.tenant, role: values.role ?? "owner" } }),
      ...(operator === undefined ? {} : { operator: operator.split(",") }),
    });
    return `${made.user}${made.tenant ? ` in ${made.tenant}` : ""}${operator ? `, operator: ${operator}` : ""}`;
  },
};

async function listStaff({ call }: Installation): Promise<string> {
  const lines: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listOperators.run>> = await execute(call, listOperators, {
      limit: 100,
      ...(cursor ? { cursor } : {}),
    });
    cursor = page.meta.pagination.next_cursor;
    for (const { id, email, name, roles, last_seen } of page.operators)
      lines.push(
        `${id}  ${roles.join(",")}  ${email} (${name}), ${last_seen ? `last here ${last_seen}` : "not here lately"}`,
      );
  } while (cursor);
  return lines.length > 0 ? lines.join("\n") : "there is no operator yet: hostwright account create";
}

async function setRoles({ app, call }: Installation, [who = "", roles = ""]: string[]): Promise<string> {
  if (!who || !roles) throw new UsageError("operator roles: whose, and which? An e-mail address, and roles or none");
  const found = await app.db.kysely
    .selectFrom("users")
    .select("id")
    .where(who.startsWith("usr_") ? "id" : "email", "=", who.toLowerCase())
    .executeTakeFirst();
  if (!found) throw new UsageError(`operator roles: nobody here is ${who}`);
  const { operator } = await execute(call, setOperatorRoles, {
    id: found.id,
    roles: roles === "none" ? [] : roles.split(","),
  });
  return `${operator.id}  ${operator.roles.join(",") || "no operator any more"}`;
}

/** Every chain, or one: a line for each, and one for each place that does not fit. @throws Unsound */
async function verifyAudit({ app }: Installation, args: string[]): Promise<string> {
  const { values } = parseArgs({ args, options: { tenant: { type: "string" } } });
  const lines: string[] = [];
  let problems = 0;
  for (const chain of values.tenant ? [values.tenant] : await chainsToVerify(app)) {
    const verdict = await verifyChain(app, chain);
    const anchored = verdict.anchored === null ? "no anchor" : `anchored up to ${verdict.anchored}`;
    const found = verdict.problems.length;
    problems += found;
    lines.push(
      `${chain}  ${verdict.rows} rows, head ${verdict.head}, ${anchored}: ${found ? "NOT IN ORDER" : "in order"}`,
    );
    for (const { kind, seq, id, detail } of verdict.problems)
      lines.push(`  ${kind} at ${seq}${id ? ` (${id})` : ""}: ${detail}`);
  }
  if (problems > 0) throw new Unsound(lines.join("\n"));
  return lines.length > 0 ? lines.join("\n") : "there is no audit trail yet";
}

/** Every command but `migrate`. */
export async function run([first = "", second = "", ...args]: string[]): Promise<void> {
  const command = commands[`${first} ${second}`];
  if (!command) throw new UsageError(USAGE);
  const { app: opened, call } = openInstallation({ actor: system("cli"), requestId: newId("req", new Date()) });
  // What a command sends waits for the sweep: who may change the database here need not reach queues and events.
  const app = { ...opened, deliver: async () => [] };
  const installation = { app, call: { ...call, app } };
  try {
    console.log(await command(installation, args));
  } finally {
    await installation.app.db.close();
  }
}

/** Says on stderr what ended a command. */
export function tell(error: unknown): void {
  if (error instanceof UsageError || error instanceof ConfigError) console.error(error.message);
  else if (error instanceof AppError) {
    console.error(`${error.code}: ${error.message}`);
    for (const field of error.details?.fields ?? []) console.error(`  ${field.name}: ${field.messages.join("; ")}`);
  } else console.error(error instanceof Error ? error.message : error);
}
