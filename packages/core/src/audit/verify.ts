import type { App } from "../kernel/index.ts";
import { anchoredChains, anchorsOf } from "./anchor.ts";
import { type AuditRow, genesisOf, hashOf } from "./chain.ts";
import { checkpointsOf, isGenuine } from "./checkpoints.ts";
import { lookedUpWrongly } from "./lookup.ts";

/** Where a chain is not what it was, and how. `seq` is the place, `id` the row there, if one is. */
export interface Problem {
  kind: "changed" | "swapped" | "missing" | "inserted" | "truncated" | "rewritten" | "forged";
  seq: number;
  id: string | null;
  detail: string;
}

export interface Verdict {
  chain: string;
  /** Rows looked at. */
  rows: number;
  /** Sequence of the chain's head as it stands in the database. */
  head: number;
  /** Sequence of the newest anchor; null without any. */
  anchored: number | null;
  problems: Problem[];
  /** Where to go on, when `limit` ended the look; null: the end was reached. */
  next: number | null;
}

const PAGE = 200;
const MOST_PROBLEMS = 1000;

interface Options {
  /** First sequence to look at; the row before it is taken as it is. */
  from?: number;
  /** Rows to look at, at most. */
  limit?: number;
}

/** Compares a chain with itself, its checkpoints and its anchors, and names every place that does not fit. */
export async function verifyChain(app: App, chain: string, { from = 1, limit }: Options = {}): Promise<Verdict> {
  const { anchors, forged } = await anchorsOf(app, chain);
  const problems: Problem[] = forged.map((name) => ({
    kind: "forged",
    seq: 0,
    id: null,
    detail: `the anchor ${name} was signed by no key of ours`,
  }));
  const stored = await app.db.kysely
    .selectFrom("audit_chains")
    .selectAll()
    .where("chain", "=", chain)
    .executeTakeFirst();
  const head = Number(stored?.seq ?? 0);
  const walk = new Walk(app, chain, problems, anchors);
  await walk.start(from);
  const ended = await walk.through(limit ?? Number.POSITIVE_INFINITY);
  if (ended) walk.end(head, stored?.hash ?? genesisOf(chain));
  return {
    chain,
    rows: walk.rows,
    head,
    anchored: anchors.at(-1)?.seq ?? null,
    problems: problems.slice(0, MOST_PROBLEMS).sort((one, other) => one.seq - other.seq),
    next: ended ? null : walk.seq + 1,
  };
}

/** Every chain there is, or was when it was anchored. */
export async function chainsToVerify(app: App): Promise<string[]> {
  const rows = await app.db.kysely.selectFrom("audit_chains").select("chain").execute();
  return [...new Set([...rows.map((row) => row.chain), ...(await anchoredChains(app))])].sort();
}

type Anchors = Awaited<ReturnType<typeof anchorsOf>>["anchors"];

class Walk {
  readonly #app: App;
  readonly #chain: string;
  readonly #problems: Problem[];
  readonly #anchors: Anchors;
  /** Rows that do not match their own hash: one of two that were swapped is told by the other's place. */
  readonly #broken: { row: AuditRow; seq: number; problem: Problem }[] = [];
  /** The last place looked at, the hash that stands there, and whether it was found to be in order. */
  seq = 0;
  #hash: string;
  #id: string | null = null;
  #sound = true;
  rows = 0;

  constructor(app: App, chain: string, problems: Problem[], anchors: Anchors) {
    this.#app = app;
    this.#chain = chain;
    this.#problems = problems;
    this.#anchors = anchors;
    this.#hash = genesisOf(chain);
  }

  #found(kind: Problem["kind"], seq: number, id: string | null, detail: string): Problem {
    const problem = { kind, seq, id, detail };
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push(problem);
    return problem;
  }

  /** Passes over what has expired, or, further along, begins behind the row before `from`. */
  async start(from: number): Promise<void> {
    for (const one of await checkpointsOf(this.#app, this.#chain)) {
      const { first_seq, last_seq, last_hash, reason } = one;
      if (!isGenuine(this.#app, one))
        this.#found("forged", Number(first_seq), one.id, "a checkpoint that was signed by no key of ours");
      else if (Number(first_seq) !== this.seq + 1)
        this.#found("missing", this.seq + 1, null, `the checkpoint of what expired before ${first_seq} is gone`);
      this.seq = Number(last_seq);
      this.#hash = last_hash;
      this.#compareAnchors(`rows up to ${last_seq} expired (${reason})`);
    }
    if (from <= this.seq + 1) return;
    const before = await this.#app.db.kysely
      .selectFrom("audit_log")
      .select(["seq", "hash"])
      .where("chain", "=", this.#chain)
      .where("seq", "=", from - 1)
      .executeTakeFirst();
    this.seq = from - 1;
    if (before?.hash) this.#hash = before.hash;
    else this.#sound = false;
  }

  /** Looks at the rows in order; true when none is left. */
  async through(limit: number): Promise<boolean> {
    while (this.rows < limit) {
      const page = await this.#app.db.kysely
        .selectFrom("audit_log")
        .selectAll()
        .where("chain", "=", this.#chain)
        .where("seq", ">", this.seq)
        .orderBy("seq")
        .limit(Math.min(PAGE, limit - this.rows))
        .execute();
      const wrong = await lookedUpWrongly(this.#app, page);
      for (const row of page) this.#look(row, wrong.get(row.id));
      if (page.length < PAGE && this.rows < limit) return true;
    }
    return false;
  }

  #look(row: AuditRow, wrong: string | undefined): void {
    const seq = Number(row.seq);
    this.rows += 1;
    if (seq > this.seq + 1) {
      const gap = seq - this.seq - 1;
      const rows = gap === 1 ? "a row is gone" : `${gap} rows are gone, up to ${seq - 1}`;
      this.#found("missing", this.seq + 1, null, rows);
      this.#sound = false;
    }
    const own = row.previous_hash ?? "";
    const intact = hashOf(row, { seq, previous: own }) === row.hash;
    if (!intact) this.#broken.push({ row, seq, problem: this.#changed(row, seq) });
    else if (own !== this.#hash && this.#sound)
      this.#found("rewritten", this.seq, this.#id, `what stands at ${this.seq} is not what ${seq} was sealed behind`);
    if (intact && wrong) this.#found("changed", seq, row.id, wrong);
    this.seq = seq;
    this.#hash = row.hash ?? "";
    this.#id = row.id;
    this.#sound = intact;
    this.#compareAnchors("the anchor says otherwise: the chain was rewritten up to here");
  }

  /** One of two swapped rows, when it fits the place of a row that does not fit its own. */
  #changed(row: AuditRow, seq: number): Problem {
    const other = this.#broken.find((one) => fits(row, one.seq) || fits(one.row, seq));
    if (!other) return this.#found("changed", seq, row.id, "the row is not what was sealed");
    other.problem.kind = "swapped";
    other.problem.detail = `stands in the place of the row of ${seq}`;
    return this.#found("swapped", seq, row.id, `stands in the place of the row of ${other.seq}`);
  }

  #compareAnchors(detail: string): void {
    for (const anchor of this.#anchors)
      if (anchor.seq === this.seq && anchor.hash !== this.#hash && this.#sound)
        this.#found("rewritten", this.seq, null, `${detail} (anchor of ${anchor.at})`);
  }

  /** What the head and the anchors say there should be beyond the last row. */
  end(head: number, hash: string): void {
    const anchored = this.#anchors.at(-1);
    const known = Math.max(head, anchored?.seq ?? 0);
    if (known > this.seq) {
      const who = anchored && anchored.seq > head ? `the anchor of ${anchored.at}` : "the chain's head";
      this.#found("truncated", this.seq + 1, null, `nothing behind ${this.seq}, though ${who} stands at ${known}`);
    }
    if (head < this.seq) {
      const detail = `the chain's head stands at ${head}: what is behind it was not sealed by us`;
      this.#found("inserted", head + 1, null, detail);
    } else if (head === this.seq && hash !== this.#hash && this.#sound)
      this.#found("rewritten", this.seq, this.#id, "the chain's head has another hash");
  }
}

const fits = (row: AuditRow, seq: number): boolean =>
  hashOf(row, { seq, previous: row.previous_hash ?? "" }) === row.hash;
