import { PLATFORM_CHAIN } from "../kernel/audit-row.ts";
import { insertIgnore, updateEach } from "../kernel/database/index.ts";
import { timeLeft, whileTime } from "../kernel/deadline.ts";
import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { isStaged } from "../kernel/personal.ts";
import { type AuditRow, genesisOf, hashOf } from "./chain.ts";
import { keysFor, type PersonKeys, sealPersonal } from "./person-keys.ts";
import { tellOf } from "./tell.ts";

/** Rows of a chain in one transaction: a killed sealer loses no more, and a Data API answer stays below its 1 MiB. */
const BATCH = 100;
const CHAINS = 200;

/**
 * Schedule: gives the rows that commands have written their sequence and hash. Commands of one tenant therefore never
 * wait for each other. One sealer works on a chain at a time; the others pass by. Answers how many rows it sealed.
 */
export async function sealAudit(app: App): Promise<number> {
  const waiting = await app.db.kysely
    .selectFrom("audit_log")
    .select("chain")
    .distinct()
    .where("seq", "is", null)
    .limit(CHAINS)
    .execute();
  let sealed = 0;
  for (const { chain } of whileTime(app, waiting)) {
    for (let done = BATCH; done === BATCH && timeLeft(app); sealed += done) done = await sealBatch(app, chain);
  }
  return sealed;
}

async function sealBatch(app: App, chain: string): Promise<number> {
  return transact({ app, actor: system("schedule seal"), requestId: "schedule" }, async (ctx) => {
    const head = await headOf(ctx, chain);
    if (!head) return 0;
    const rows = await ctx.db
      .selectFrom("audit_log")
      .selectAll()
      .where("chain", "=", chain)
      .where("seq", "is", null)
      .orderBy("id")
      .limit(BATCH)
      .execute();
    const sealed = link(rows, head, await keysOfRows(ctx, rows), ctx.app.config.HOSTWRIGHT_SEAL_KEY);
    const last = sealed.at(-1);
    if (!last) return 0;
    await updateEach(ctx.db, "audit_log", "id", sealed);
    await ctx.db
      .updateTable("audit_chains")
      .set({ seq: last.seq, hash: last.hash, sealed_at: ctx.now })
      .where("chain", "=", chain)
      .execute();
    const told = rows.map((row, index) => ({ ...row, ...sealed[index] }));
    if (chain !== PLATFORM_CHAIN) await tellOf(ctx, chain, told);
    return sealed.length;
  });
}

/** The chain's head, locked until the transaction ends; undefined while another sealer holds it. */
async function headOf(ctx: Ctx, chain: string) {
  const locked = () =>
    ctx.db
      .selectFrom("audit_chains")
      .select(["seq", "hash"])
      .where("chain", "=", chain)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
  const head = await locked();
  if (head) return head;
  const known = await ctx.db.selectFrom("audit_chains").select("chain").where("chain", "=", chain).executeTakeFirst();
  if (known) return undefined;
  const fresh = { chain, seq: 0, hash: genesisOf(chain), sealed_at: ctx.now, anchored_seq: 0, anchored_at: null };
  await insertIgnore(ctx.db, "audit_chains", fresh);
  return locked();
}

function keysOfRows(ctx: Ctx, rows: AuditRow[]): Promise<PersonKeys> {
  const people = rows.flatMap((row) => [
    ...(row.person_id && isStaged(row.personal) ? [row.person_id] : []),
    ...(row.subject_id && isStaged(row.subject_personal) ? [row.subject_id] : []),
  ]);
  return keysFor(ctx.db, ctx.app.config.HOSTWRIGHT_SEAL_KEY, people, ctx.now);
}

function link(rows: AuditRow[], head: { seq: number; hash: string }, keys: PersonKeys, sealKey: string) {
  let { seq, hash: previous } = head;
  return rows.map((row) => {
    const own = (text: string | null, person: string | null, part: string) =>
      isStaged(text) ? sealPersonal(sealKey, keys, person, `${row.id} ${part}`, text) : text;
    const personal = own(row.personal, row.person_id, "origin");
    const subject_personal = own(row.subject_personal, row.subject_id, "changes");
    seq += 1;
    const hash = hashOf({ ...row, personal, subject_personal }, { seq, previous });
    // Whoever was erased since they asked is not to be found by their address either.
    const erased = row.person_id !== null && keys.get(row.person_id) === null;
    const address_index = erased ? null : row.address_index;
    const sealed = { id: row.id, seq, previous_hash: previous, hash, personal, subject_personal, address_index };
    previous = hash;
    return sealed;
  });
}
