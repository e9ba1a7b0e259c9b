import { createInterface } from "node:readline/promises";
import {
  type Kind,
  keepReport,
  openStore,
  type RunReport,
  requireTables,
  runMigration,
  type Store,
  setAsideRows,
  takeTurn,
  withNeeded,
} from "@hostwright/core/migration";
import { lookBeside } from "./beside.ts";
import { FlagError, type Flags } from "./flags.ts";
import { keeping } from "./objects.ts";
import { progressLine } from "./progress.ts";
import { writeJson, writeText } from "./report.ts";
import type { MigrationSource } from "./source.ts";

/** Done; refused or with rows set aside; wrong. */
export const EXIT = { done: 0, refused: 2, error: 1 } as const;

const write = (text: string) => void process.stdout.write(text);

/** `plan` and `apply`: the same run, the first without its writes. */
export async function load(
  source: MigrationSource,
  target: string,
  flags: Flags,
  mode: "plan" | "apply",
): Promise<number> {
  const store = await openStore(target);
  try {
    await requireTables(store);
    if (mode === "apply") {
      await takeTurn(store);
      await requireResumable(store, source.key, flags);
      if (!flags.allowSetAside) await refuseCollisions(store, source, target);
      if (!(await confirmed(source, target, flags))) return EXIT.refused;
    }
    // A server without its plan would belong to nothing.
    const only = flags.only && withNeeded(flags.only);
    const beside = await lookBeside(store, flags);
    const line = progressLine(source.expected);
    const report = await runMigration(
      store,
      {
        source: source.key,
        system: source.system,
        mode,
        linkUsers: source.linkUsers,
        ...(source.expected === undefined ? {} : { expected: source.expected }),
        keepFile: keeping(source, flags),
        now: () => new Date(),
        progress: line.tell,
        ...readOptions({ only }),
      },
      beside.noting(source.outcomes(readOptions({ ...flags, only }))),
    );
    line.end();
    if (mode === "plan" && flags.record) {
      const { key, system } = source;
      await keepReport(store, { source: key, system, mode, counts: report.counts, now: new Date() });
    }
    const setAside = setAsideRows(store, source.key, mode === "plan" ? "plan_set_aside" : "migration_set_aside");
    await (flags.json ? writeJson : writeText)({ ...report, setAside, proxmox: await beside.differences() }, write);
    return setAsideCount(report) > 0 && !flags.allowSetAside ? EXIT.refused : EXIT.done;
  } finally {
    await store.close();
  }
}

export const readOptions = ({ only, since }: { only?: readonly Kind[] | undefined; since?: string }) => ({
  ...(only ? { only } : {}),
  ...(since === undefined ? {} : { since }),
});

const setAsideCount = ({ counts }: RunReport): number =>
  Object.values(counts).reduce((sum, count) => sum + count.set_aside, 0);

async function requireResumable(store: Store, source: string, { resume }: Flags): Promise<void> {
  if (!resume) return;
  const rows = await store.query(
    "select 1 from migration_runs where source = $1 and mode = 'apply' and status in ('running', 'failed')",
    [source],
  );
  if (rows.length === 0) throw new FlagError("--resume: no run over this source was cut short; leave the flag out");
}

/** What people and things here may have in common with the source's. */
const SHARED: readonly Kind[] = ["currencies", "users", "plans", "images", "locations", "endpoints"];
const TOLD = 10;

/** The target has been used by hand, and what is there has the names or addresses of what would come. */
class TargetInUse extends Error {
  override readonly name = "TargetInUse";
}

/**
 * Before the first run over a source: looks whether what is here already stands in the way of it, so that nothing is
 * brought over half. @throws TargetInUse
 */
async function refuseCollisions(store: Store, source: MigrationSource, target: string): Promise<void> {
  const [here] = await store.query<{ begun: boolean; used: boolean }>(
    `select exists (select from migration_rows where source = $1) as begun,
       exists (select from users where operator_roles is null) or exists (select from plans) or exists (select from locations) as used`,
    [source.key],
  );
  if (here?.begun || !here?.used) return;
  const planning = await openStore(target);
  try {
    await runMigration(
      planning,
      {
        source: source.key,
        system: source.system,
        mode: "plan",
        linkUsers: source.linkUsers,
        only: SHARED,
        now: () => new Date(),
      },
      source.outcomes({ only: SHARED }),
    );
    const taken: string[] = [];
    for await (const row of setAsideRows(planning, source.key, "plan_set_aside"))
      if (row.code === "email_taken_here" || row.code === "name_taken_here")
        taken.push(`  ${row.table}:${row.id}  ${row.message}\n      ${row.hint}`);
    if (taken.length === 0) return;
    const more = taken.length > TOLD ? `\n  … and ${taken.length - TOLD} more` : "";
    throw new TargetInUse(
      `the target has been used by hand: ${taken.length} rows of the source would meet what is there. Decide in the mapping file, or leave them out with --allow-set-aside; nothing was changed.\n${taken.slice(0, TOLD).join("\n")}${more}`,
    );
  } finally {
    await planning.close();
  }
}

/** Asks whoever sits there; a script has decided already. */
async function confirmed(source: MigrationSource, target: string, { yes }: Flags): Promise<boolean> {
  if (yes || !process.stdin.isTTY) return true;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`Bring ${source.system} over into ${placeOf(target)}? Type yes: `);
    return answer.trim() === "yes";
  } finally {
    prompt.close();
  }
}

export function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
