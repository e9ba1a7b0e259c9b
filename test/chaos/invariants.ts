import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { Snapshot } from "../system/snapshot.ts";
import type { TestSystem } from "../system.ts";
import { isStranger } from "./foreign.ts";
import type { World } from "./life.ts";
import type { People } from "./people.ts";
import { TENANTS } from "./plan.ts";
import { withLeftovers } from "./settle.ts";

export type Broken = (invariant: string, details: unknown) => void;

const GONE = ["deleted", "failed"];
const MARK = /^hostwright:(srv_\S+)/;

/** What must be true at any moment. */
export async function checkAlways(system: TestSystem, broken: Broken): Promise<void> {
  for (const [location, { cluster }] of system.testbeds) {
    const marks = cluster.vms().flatMap((vm) => (isStranger(vm) ? [] : (MARK.exec(markText(vm))?.[1] ?? [])));
    const doubled = marks.filter((mark, index) => marks.indexOf(mark) !== index);
    if (doubled.length > 0) broken("no server has two VMs", { location, doubled });
  }
  const twice = await sql<{ vmid: number }>`
    select endpoint_id, vmid from servers group by endpoint_id, vmid having count(*) > 1`.execute(system.db);
  if (twice.rows.length > 0) broken("no VM id is issued twice", twice.rows);
  const shared = await sql`
    select address from addresses where server_id is not null group by address having count(*) > 1`.execute(system.db);
  if (shared.rows.length > 0) broken("no address has two servers", shared.rows);
  const miscounted = await sql`
    select s.id, s.holds from servers s where s.holds <>
      (select count(*) from holds h where h.server_id = s.id and h.lifted_at is null)`.execute(system.db);
  if (miscounted.rows.length > 0) broken("a server counts its holds right", miscounted.rows);
}

const markText = (vm: { options: Readonly<Record<string, unknown>> }) => String(vm.options.description ?? "");

/** What must be true when nothing is under way any more. */
export async function checkAtRest(system: TestSystem, broken: Broken): Promise<void> {
  await checkAlways(system, broken);
  await checkServers(system, broken);
  await checkNothingWaits(system, broken);
  await checkAudit(system, broken);
}

async function checkServers(system: TestSystem, broken: Broken): Promise<void> {
  const servers = await system.db
    .selectFrom("servers")
    .innerJoin("locations", "locations.id", "servers.location_id")
    .selectAll("servers")
    .select("locations.name as location")
    .execute();
  const addresses = await system.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select(["addresses.address", "addresses.server_id", "pools.family"])
    .where("addresses.server_id", "is not", null)
    .execute();
  const failed = await powerUnknown(system);
  const alive = new Set<string>();
  for (const server of servers) {
    const about = { id: server.id, name: server.name, status: server.status, vmid: server.vmid };
    const vm = system.testbed(server.location).cluster.vm(server.vmid);
    const mine = vm && MARK.exec(markText(vm))?.[1] === server.id ? vm : undefined;
    const held = addresses.filter((one) => one.server_id === server.id);
    if (server.action_id) broken("no lock without a running action", { ...about, action: server.action_id });
    if (GONE.includes(server.status)) {
      if (mine) broken("what is gone has no VM", { ...about, options: mine.options });
      if (held.length > 0) broken("what is gone has no address", { ...about, held });
      if (server.node_id || server.storage_id) broken("what is gone has no reservation", about);
      if (server.sealed_password) broken("no password outlives its use", about);
      continue;
    }
    alive.add(server.id);
    if (server.status !== "running" && server.status !== "stopped") broken("no transitional state stays", about);
    if (!mine) broken("every server has its VM", about);
    const families = held.map((one) => one.family).sort();
    if (families.join() !== "4,6") broken("every server has one address of each family", { ...about, held });
    if (!server.node_id || !server.storage_id) broken("every server has its reservation", about);
    if (!mine) continue;
    const power = mine.process ? "running" : "stopped";
    const options = { onboot: mine.options.onboot, description: mine.options.description };
    if (!failed.has(server.id) && power !== server.status)
      broken("a server is shown as its VM is", { ...about, power, holds: server.holds });
    if (server.holds > 0 && !failed.has(server.id) && (mine.process || mine.options.onboot))
      broken("what is held stands still", { ...about, power, options });
    if (
      server.holds === 0 &&
      !failed.has(server.id) &&
      (!mine.options.onboot || /hostwright-hold/.test(markText(mine)))
    )
      broken("what is not held starts with its node", { ...about, options });
  }
  for (const one of addresses) if (!alive.has(one.server_id ?? "")) broken("no address without its server", one);
  for (const [location, { cluster }] of system.testbeds) {
    const ids = new Set(cluster.vms().map((vm) => vm.vmid));
    const lost = cluster.volumes().filter((volume) => !ids.has(volume.vmid) && volume.content === "images");
    if (lost.length > 0) broken("no volume without its VM", { location, lost: lost.map((volume) => volume.volid) });
    const owners = new Set(servers.filter((server) => alive.has(server.id)).map((server) => server.vmid));
    for (const vm of cluster.vms())
      if (!isStranger(vm) && vm.options.template !== 1 && !owners.has(vm.vmid))
        broken("no VM without its server", { location, vmid: vm.vmid, options: vm.options });
  }
}

/** Servers whose last power action says that it failed: the VM may be in either state. */
async function powerUnknown(system: TestSystem): Promise<Set<string>> {
  const { rows } = await sql<{ subject_id: string }>`
    select subject_id from (
      select subject_id, status, row_number() over (partition by subject_id order by id desc) as nth from actions
    ) latest where nth = 1 and status = 'error'`.execute(system.db);
  return new Set(rows.map((row) => row.subject_id));
}

async function checkNothingWaits(system: TestSystem, broken: Broken): Promise<void> {
  const { db } = system;
  const running = await db.selectFrom("actions").select(["id", "command"]).where("status", "=", "running").execute();
  if (running.length > 0) broken("every action ends", running);
  const open = await db
    .selectFrom("jobs")
    .select(["id", "status", "due_at"])
    .where("status", "in", ["queued", "running", "scheduled"])
    .execute();
  if (open.length > 0) broken("no job stays open", open);
  const outbox = await db.selectFrom("outbox").select(["id", "topic", "attempts"]).execute();
  if (outbox.length > 0) broken("the outbox is empty", outbox);
  const inFlight = await db
    .selectFrom("idempotency_keys")
    .select("id")
    .where("status", "is", null)
    .where("expires_at", ">", system.clock.now())
    .execute();
  if (inFlight.length > 0) broken("no key stays claimed", inFlight);
  const executions = await sql`select name from cloud.execution where status = 'RUNNING'`.execute(db);
  if (executions.rows.length > 0) broken("no execution stays", executions.rows);
  const dead = await sql`select queue, body from cloud.message where queue like '%-dlq%'`.execute(db);
  if (dead.rows.length > 0) broken("the dead-letter queues are empty", dead.rows);
  const jobs = await sql`select queue, body from cloud.message where queue like '%jobs%'`.execute(db);
  if (jobs.rows.length > 0) broken("the job queues are empty", jobs.rows);
}

async function checkAudit(system: TestSystem, broken: Broken): Promise<void> {
  const { rows } = await sql`
    select a.id, a.command, a.subject_id, a.request_id from actions a where not exists (
      select 1 from audit_log l where l.resource_id = a.subject_id and l.request_id = a.request_id and l.outcome = 'done')
  `.execute(system.db);
  if (rows.length > 0) broken("every action has its audit row", rows);
  const orders = await sql<{ servers: number; rows: number }>`
    select (select count(*) from servers) as servers,
      (select count(*) from audit_log where command = 'server.create' and outcome = 'done') as rows`.execute(system.db);
  const [count] = orders.rows;
  if (count && Number(count.servers) !== Number(count.rows)) broken("every order has one audit row", count);
  const tenants = await sql<{ count: number }>`select count(distinct tenant_id) as count from servers`.execute(
    system.db,
  );
  if (Number(tenants.rows[0]?.count) > TENANTS.length) broken("a server belongs to who ordered it", tenants.rows);
}

/** Before anything is healed: what failed and left something says so in its action. */
export async function checkLeftovers(system: TestSystem, broken: Broken): Promise<void> {
  const told = new Set((await withLeftovers(system)).map((action) => action.subject_id));
  const servers = await system.db
    .selectFrom("servers")
    .select(["id", "name", "vmid", "node_id"])
    .where("status", "in", ["failed", "deleted"])
    .execute();
  const vmids = new Map(
    [...system.testbeds.values()].flatMap(({ cluster }) => cluster.vms().map((vm) => [vm.vmid, vm] as const)),
  );
  for (const server of servers) {
    if (told.has(server.id)) continue;
    const vm = vmids.get(server.vmid);
    const left = vm && MARK.exec(markText(vm))?.[1] === server.id;
    if (left || server.node_id) broken("what is left is told by an action", { ...server, left });
  }
}

/** The same request again gets the same answer, and changes nothing. */
export async function checkRepeats(people: People, answered: World["answered"], broken: Broken): Promise<void> {
  for (const { person, path, body, key, said } of answered) {
    const again = await people.ask(person, "POST", path, Object.keys(body).length > 0 ? { body, key } : { key });
    const same = again.status === said.status && isDeepStrictEqual(again.body, said.body);
    if (!same) broken("a repeated request gets its first answer", { path, said, again });
  }
}

export function checkNothingLeft(snapshot: Snapshot, system: TestSystem, broken: Broken): void {
  const strangers = new Set(
    [...system.testbeds.values()].flatMap(({ cluster }) => cluster.vms().filter(isStranger)).map((vm) => vm.vmid),
  );
  const ours = (entry: string) => !strangers.has(Number(/(?:vm-|^)(\d+)/.exec(entry)?.[1]));
  const left = { ...snapshot, vms: snapshot.vms.filter(ours), volumes: snapshot.volumes.filter(ours) };
  for (const [what, entries] of Object.entries(left)) if (entries.length > 0) broken(`no ${what} at the end`, entries);
}
