import { z } from "zod";
import { whileTime } from "../kernel/deadline.ts";
import type { AnchorStore, App } from "../kernel/index.ts";
import { isSigned, signed } from "./signature.ts";

/** A chain's head as it was on a day, out of the database's reach. */
const anchorShape = z.object({
  v: z.literal(1),
  chain: z.string(),
  seq: z.number().int(),
  hash: z.string(),
  at: z.string(),
  kid: z.string(),
  signature: z.string(),
});
export type Anchor = z.output<typeof anchorShape>;

const DAY = 24 * 3600 * 1000;
/** Chains in one run; the next run goes on. */
const CHAINS = 500;

const nameOf = (chain: string, day: string): string => `audit/${chain}/${day}.json`;

/**
 * Schedule: once a day, each chain whose head has moved gets an anchor. Killed between the store and the database, the
 * next run finds the day's anchor in the store and leaves it alone. Answers how many it has written.
 */
export async function anchorAudit(app: App): Promise<number> {
  const { anchors, config } = app;
  if (!anchors || config.HOSTWRIGHT_AUDIT_KEYS.length === 0) return 0;
  const now = app.clock.now();
  const day = now.toISOString().slice(0, 10);
  const today = new Date(Math.floor(now.getTime() / DAY) * DAY);
  const due = await app.db.kysely
    .selectFrom("audit_chains")
    .select(["chain", "seq", "hash"])
    .whereRef("seq", ">", "anchored_seq")
    .where((eb) => eb.or([eb("anchored_at", "is", null), eb("anchored_at", "<", today)]))
    .orderBy("chain")
    .limit(CHAINS)
    .execute();
  let written = 0;
  for (const { chain, seq, hash } of whileTime(app, due)) {
    const anchor = signed(config.HOSTWRIGHT_AUDIT_KEYS, { v: 1, chain, seq, hash, at: now.toISOString() });
    if (!anchor) return written;
    if (await anchors.put(nameOf(chain, day), JSON.stringify(anchor))) written += 1;
    await app.db.kysely
      .updateTable("audit_chains")
      .set({ anchored_seq: seq, anchored_at: now })
      .where("chain", "=", chain)
      .execute();
  }
  return written;
}

/** A chain's anchors, oldest first; those that nobody of ours signed come back as `forged`, by name. */
export async function anchorsOf(app: App, chain: string): Promise<{ anchors: Anchor[]; forged: string[] }> {
  const store = app.anchors;
  if (!store) return { anchors: [], forged: [] };
  const anchors: Anchor[] = [];
  const forged: string[] = [];
  for (const name of await store.list(`audit/${chain}/`)) {
    const anchor = await readAnchor(store, name);
    if (anchor?.chain === chain && isSigned(app.config.HOSTWRIGHT_AUDIT_KEYS, anchor)) anchors.push(anchor);
    else forged.push(name);
  }
  return { anchors: anchors.sort((one, other) => one.seq - other.seq), forged };
}

/** Every chain that was ever anchored: one whose rows and head are gone altogether is missed by nothing else. */
export async function anchoredChains(app: App): Promise<string[]> {
  const names = (await app.anchors?.list("audit/")) ?? [];
  return [...new Set(names.flatMap((name) => name.split("/")[1] ?? []))];
}

async function readAnchor(store: AnchorStore, name: string): Promise<Anchor | null> {
  const text = await store.read(name);
  try {
    return anchorShape.parse(JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}
