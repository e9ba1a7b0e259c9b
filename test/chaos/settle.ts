import { sql } from "kysely";
import type { TestSystem } from "../system.ts";
import type { People } from "./people.ts";
import { TENANTS, type Tenant } from "./plan.ts";
import type { ChaosTime } from "./time.ts";
import type { Ended, Watch } from "./watch.ts";

export interface Parts {
  system: TestSystem;
  time: ChaosTime;
  people: People;
  watch: Watch;
}

/** Real time; the clock passes some hundred times as fast meanwhile. */
const PATIENCE_MS = 180_000;
const TELL_MS = 10_000;

/** Waits until nothing is under way: no action, no job, no message to be sent. False when that does not come. */
export async function comesToRest({ system, time }: Parts, log: (line: string) => void): Promise<boolean> {
  let tell = performance.now() + TELL_MS;
  for (const deadline = performance.now() + PATIENCE_MS; performance.now() < deadline; ) {
    time.assertPasses();
    if (performance.now() > tell) {
      log(`waiting: ${await whatIsOpen(system)}`);
      tell += TELL_MS;
    }
    const { rows } = await sql<{ open: number }>`
      select (select count(*) from actions where status = 'running')
        + (select count(*) from jobs where status in ('queued', 'running', 'scheduled'))
        + (select count(*) from outbox)
        + (select count(*) from cloud.message where queue not like '%-dlq%')
        + (select count(*) from cloud.execution where status = 'RUNNING') as open`.execute(system.db);
    if (Number(rows[0]?.open) === 0) return true;
    await time.sleep(1_000);
  }
  return false;
}

/** Jobs that are open, and actions without any. */
async function whatIsOpen(system: TestSystem): Promise<string> {
  const { rows } = await sql<{ command: string; job: string | null; status: string | null; times: number }>`
    select a.command, j.step || '.' || j.phase as job, j.status, count(*) as times
    from actions a full join (select * from jobs where status in ('queued', 'running', 'scheduled')) j on j.action_id = a.id
    where a.status = 'running' or j.id is not null group by 1, 2, 3`.execute(system.db);
  return rows
    .map((row) => `${row.times} × ${row.command} ${row.job ?? "without a job"} ${row.status ?? ""}`)
    .join(", ");
}

/** Actions that say that they left something behind. */
export async function withLeftovers(system: TestSystem): Promise<{ id: string; subject_id: string }[]> {
  const rows = await system.db.selectFrom("actions").select(["id", "subject_id", "leftovers"]).execute();
  return rows.filter((row) => JSON.parse(String(row.leftovers)).length > 0);
}

/** Undoes again what an action says that it left. */
export async function heal({ system, people, watch }: Parts): Promise<Ended[]> {
  const left = await withLeftovers(system);
  return Promise.all(
    left.map(async ({ id }) => {
      const said = await people.ask("operator", "POST", `/v1/operator/actions/${id}/undo`, { key: `undo-${id}` });
      if (said.status >= 300) throw new Error(`undo of ${id}: ${JSON.stringify(said.body)}`);
      return watch.end(id);
    }),
  );
}

/**
 * Does again what failed: a hold is placed once more, any other server is started or, shown running, stopped. Afterwards
 * it is known of each how it is.
 */
export async function repeatFailed({ system, people, watch }: Parts): Promise<Ended[]> {
  const { rows } = await sql<{ id: string; status: string; holds: number }>`
    select s.id, s.status, s.holds from servers s where s.status in ('running', 'stopped') and
      (select a.status from actions a where a.subject_id = s.id order by a.id desc limit 1) = 'error'`.execute(
    system.db,
  );
  return Promise.all(
    rows.map(async ({ id, status, holds }) => {
      const at = `/v1/operator/servers/${id}`;
      const owner = (await ownerOf(people, id)) ?? "owner";
      // Refused where none is scheduled.
      await people.ask(owner, "DELETE", `/v1/servers/${id}/deletion`);
      const said =
        holds > 0
          ? await people.ask("operator", "POST", `${at}/holds`, { body: { kind: "abuse", reason: "again" } })
          : await people.ask(owner, "POST", `/v1/servers/${id}/actions/${status === "running" ? "stop" : "start"}`);
      const action = actionOf(said.body);
      if (!action) throw new Error(`again on ${id}: ${JSON.stringify(said.body)}`);
      return watch.end(action);
    }),
  );
}

/** Lifts every hold and deletes every server. */
export async function clearAway({ system, people, watch }: Parts): Promise<Ended[]> {
  const servers = await system.db.selectFrom("servers").select("id").where("deleted_at", "is", null).execute();
  const ended: Ended[] = [];
  await Promise.all(
    servers.map(({ id }) => remove({ system, people, watch }, id).then((ends = []) => ended.push(...ends))),
  );
  return ended;
}

/** Lifts the holds of one server and deletes it, unless something else is in the way. @returns undefined when it is gone */
export async function remove(
  { system, people, watch }: Omit<Parts, "time">,
  server: string,
): Promise<Ended[] | undefined> {
  const owner = await ownerOf(people, server);
  if (!owner) return undefined;
  const ended: Ended[] = [];
  const holds = system.db.selectFrom("holds").select("id").where("server_id", "=", server);
  for (const { id } of await holds.where("lifted_at", "is", null).execute()) {
    const said = await people.ask("operator", "DELETE", `/v1/operator/holds/${id}`);
    const action = actionOf(said.body);
    if (action) ended.push(await watch.end(action));
  }
  const said = await people.ask(owner, "DELETE", `/v1/servers/${server}`);
  const action = actionOf(said.body);
  if (action) ended.push(await watch.end(action));
  return ended;
}

async function ownerOf(people: People, server: string): Promise<Tenant | undefined> {
  for (const tenant of TENANTS)
    if ((await people.ask(tenant, "GET", `/v1/servers/${server}`)).status === 200) return tenant;
  return undefined;
}

function actionOf(body: Record<string, unknown>): string | undefined {
  const { action } = body;
  return typeof action === "object" && action !== null && "id" in action ? String(action.id) : undefined;
}
