import { whileTime } from "../kernel/deadline.ts";
import { type App, type Ctx, system, transact } from "../kernel/index.ts";
import { changedSince, newestObservation } from "../monitoring/index.ts";
import { compareRecords } from "./compare-records.ts";
import { compareServers } from "./compare-servers.ts";
import { compareSite } from "./compare-site.ts";
import { compareStrangers, type Named } from "./compare-strangers.ts";
import { type Discrepancy, discrepancy } from "./discrepancy.ts";
import { type Expected, expectedAt } from "./expected.ts";
import { repair } from "./repair.ts";
import { settle } from "./settle.ts";

/** An endpoint that was not observed for so long is not known any more. */
const UNOBSERVED_MS = 5 * 60_000;
/** An action that ended so shortly before an observation may not show in it yet. */
const SETTLED_MS = 45_000;

/** Schedule: compares each endpoint that was observed anew with the records. One that fails does not keep others back. */
export async function reconcile(app: App): Promise<void> {
  const endpoints = await app.db.kysely
    .selectFrom("endpoints")
    .leftJoin("observations", "observations.endpoint_id", "endpoints.id")
    .select([
      "endpoints.id",
      "endpoints.name",
      "endpoints.location_id as location",
      "endpoints.next_vmid",
      "endpoints.vmid_to",
      "observations.observed_at",
      "observations.reconciled_at",
    ])
    .orderBy("endpoints.id")
    .execute();
  const failures: unknown[] = [];
  for (const { observed_at, reconciled_at, ...endpoint } of whileTime(app, endpoints)) {
    const call = { app, actor: system("reconciler"), requestId: "reconcile" };
    const work = async () => {
      await transact(call, (ctx) => checkObserved(ctx, endpoint, observed_at));
      if (observed_at && observed_at.getTime() !== reconciled_at?.getTime())
        await transact(call, (ctx) => reconcileEndpoint(ctx, endpoint));
    };
    await work().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, "endpoints could not be reconciled");
}

async function checkObserved(ctx: Ctx, endpoint: Expected["endpoint"], observed: Date | null): Promise<void> {
  const away = !observed || ctx.now.getTime() - observed.getTime() > UNOBSERVED_MS;
  const seen = discrepancy(
    "endpoint_unobserved",
    { type: "endpoint", id: endpoint.id },
    {
      expected: { observed_within_minutes: UNOBSERVED_MS / 60_000 },
      observed: { observed_at: observed?.toISOString() ?? null },
      about: { endpoint: endpoint.name },
    },
  );
  const codes = (code: string) => code === "endpoint_unobserved";
  await settle(ctx, { endpoint: endpoint.id, at: ctx.now, seen: away ? [seen] : [], undecided: new Set(), codes });
}

async function reconcileEndpoint(ctx: Ctx, endpoint: Expected["endpoint"]): Promise<void> {
  // The records first: what was ordered after them cannot be missed in the newer observation.
  const expected = await expectedAt(ctx, endpoint);
  const observed = await newestObservation(ctx, endpoint.id);
  if (!observed) return;
  const seen = [
    ...compareServers(expected, observed.vms),
    ...(observed.site ? compareSite(expected, observed.site, observed.vms) : []),
    ...compareStrangers(expected, observed.vms, await namedBy(ctx, expected, observed.vms)),
    ...(await compareRecords(ctx, expected)),
  ];
  const since = new Date(observed.at.getTime() - SETTLED_MS);
  const undecided = await changedSince(ctx, await subjectsOf(ctx, endpoint.id, seen), since);
  const codes = (code: string) => code !== "endpoint_unobserved";
  const open = await settle(ctx, { endpoint: endpoint.id, at: observed.at, seen, undecided, codes });
  await repair(ctx, open);
  await ctx.db
    .updateTable("observations")
    .set({ reconciled_at: observed.at })
    .where("endpoint_id", "=", endpoint.id)
    .execute();
}

/** Servers that what is seen, or was found before, is about. */
async function subjectsOf(ctx: Ctx, endpoint: string, seen: Discrepancy[]): Promise<string[]> {
  const known = await ctx.db
    .selectFrom("findings")
    .select("subject_id")
    .where("endpoint_id", "=", endpoint)
    .where("status", "in", ["pending", "open", "muted"])
    .where("subject_type", "=", "server")
    .execute();
  return [...new Set([...seen.flatMap((one) => one.server ?? []), ...known.map((row) => row.subject_id)])];
}

/** The servers that marks on machines name, beyond those whose machine it is. */
async function namedBy(
  ctx: Ctx,
  expected: Expected,
  vms: { vmid: number; config?: { server: string | null } | undefined }[],
): Promise<Map<string, Named>> {
  const own = new Map(expected.servers.map((server) => [server.vmid, server.id]));
  const marks = [
    ...new Set(
      vms.flatMap(({ vmid, config }) => (config?.server && own.get(vmid) !== config.server ? config.server : [])),
    ),
  ];
  if (marks.length === 0) return new Map();
  const rows = await ctx.db
    .selectFrom("servers")
    .select(["id", "name", "status", "deleted_at"])
    .where("id", "in", marks)
    .execute();
  return new Map(
    rows.map(({ id, name, status, deleted_at }) => [id, { id, name, status, deleted: deleted_at !== null }]),
  );
}
