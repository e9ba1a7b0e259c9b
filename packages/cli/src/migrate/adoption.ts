import { adoptServer, disownServer, handBackServer, handOverServer } from "@hostwright/core/adoption";
import { AppError, type Call, execute, isId } from "@hostwright/core/kernel";
import type { AdoptionStep } from "./adoption-steps.ts";
import { FlagError, type Flags } from "./flags.ts";
import { EXIT } from "./load.ts";

/** What happens to one server on its way over, and back. */
const STEPS = {
  adopt: { run: adoptServer, from: "bound", done: "its VM is being marked" },
  "hand-over": { run: handOverServer, from: "adopted", done: "is run here from now on" },
  "hand-back": { run: handBackServer, from: "handed_over", done: "is run by the system it comes from again" },
  disown: { run: disownServer, from: "adopted", done: "the mark is being taken from its VM" },
} as const satisfies Record<AdoptionStep, unknown>;

/**
 * Takes one server a step further, or all that can go (`--all`). Each is a command of its own: what one of them refuses
 * stops nobody else. What relays have to do leaves through the outbox of the running installation.
 */
export async function adoption(call: Call, step: AdoptionStep, flags: Flags): Promise<number> {
  const servers = await wanted(call, step, flags);
  const refused: { server: string; code: string; message: string }[] = [];
  const done: string[] = [];
  for (const id of servers) {
    try {
      await execute(call, STEPS[step].run, { id });
      done.push(id);
      if (!flags.json) console.log(`${id} ${STEPS[step].done}`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push({ server: id, code: error.code, message: error.message });
      if (!flags.json) console.log(`${id} ${error.code}: ${error.message}`);
    }
  }
  if (flags.json) console.log(JSON.stringify({ step, done, refused }));
  else if (servers.length === 0) console.log("There is no server to do that with.");
  return refused.length > 0 ? EXIT.refused : EXIT.done;
}

async function wanted({ app }: Call, step: AdoptionStep, { all, rest }: Flags): Promise<string[]> {
  const db = app.db.kysely;
  const [which] = rest;
  if (all) {
    const rows = await db
      .selectFrom("servers")
      .select("id")
      .where("adoption", "=", STEPS[step].from)
      .where("deleted_at", "is", null)
      .orderBy("id")
      .execute();
    return rows.map(({ id }) => id);
  }
  if (isId("srv", which)) return [which];
  const [, table, id] = /^(\w+):(.+)$/.exec(which ?? "") ?? [];
  if (!table || !id) throw new FlagError(`${step} which server? For example: ${step} tblhosting:123, srv_…, or --all`);
  const rows = await db
    .selectFrom("server_adoptions")
    .select("server_id")
    .where("source_table", "=", table)
    .where("source_id", "=", id)
    .execute();
  const [one, other] = rows;
  if (!one) throw new FlagError(`${table}:${id} is no server here`);
  if (other) throw new FlagError(`${table}:${id} is a row of more than one source: name the server`);
  return [one.server_id];
}
