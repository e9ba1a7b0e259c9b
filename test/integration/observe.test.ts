import { systemClock } from "@hostwright/core/kernel/clock";
import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import type { SiteSpec } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HOUR, MINUTE, until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** What relays see at a site, all the way to what people read. */
let system: TestSystem;
let staff: ProxmoxClient;
const STAFF = { token_id: "staff@pve!hand", token_secret: "by-hand" };
beforeAll(async () => {
  const token = { id: STAFF.token_id, secret: STAFF.token_secret, privileges: "Administrator" as const };
  const site = (_location: string, one: SiteSpec): SiteSpec => ({ ...one, tokens: [...(one.tokens ?? []), token] });
  system = await startTestSystem({ pace: 20, relays: 2, site });
  const { url, fingerprint } = system.testbed();
  staff = new ProxmoxClient({ url, fingerprint, ...STAFF, clock: systemClock });
});
afterAll(async () => {
  await staff?.close();
  await system?.stop();
});

const path = (id: string) => ({ params: { path: { id } } });
/** Minutes pass, one after the other, until it is so. */
const inTime = <T>(what: string, look: () => Promise<T | undefined>): Promise<T> =>
  until(what, async () => {
    const found = await look();
    if (found === undefined) await system.time.jump(MINUTE, 5_000);
    return found;
  });

test("a guest that powers off is shown stopped by itself, and the trail says a relay noticed", async () => {
  const { id } = await system.running("poweroff");
  await system.time.jump(2 * MINUTE, 5_000);
  const { vmid } = await system.serverRow(id);
  const node = (await system.vm(id))?.node ?? "";
  await staff.write("POST /nodes/{node}/qemu/{vmid}/status/stop", { node, vmid });
  await inTime("the server stopped", async () => ((await system.server(id)).status === "stopped" ? true : undefined));
  const { data } = await system.owner.GET("/v1/audit", { params: { query: { resource: id } } });
  expect(data?.entries[0]).toMatchObject({ command: "server.power_noticed", actor: { type: "system" } });
  expect(data?.entries[0]?.actor.id).toMatch(/^relay relay-fra1-[12]$/);
});

test("metrics are asked for when someone looks, and are there a moment later", async () => {
  const { id } = await system.running("measured");
  const look = () =>
    system.owner.GET("/v1/servers/{id}/metrics", { params: { path: { id }, query: { period: "hour" } } });
  const first = await look();
  expect(first.data?.metrics).toMatchObject({ taken_at: null, refreshing: true, points: [] });
  const metrics = await until("metrics", async () => {
    const { data } = await look();
    return data?.metrics.taken_at ? data.metrics : undefined;
  });
  expect(metrics).toMatchObject({ period: "hour", refreshing: false, stale: false });
  expect(metrics.points).toHaveLength(70);
  const jobs = await system.db.selectFrom("jobs").select("id").where("kind", "=", "monitoring.metrics").execute();
  expect(jobs).toEqual([]);
});

test("traffic grows with what the machine moves", async () => {
  const { id } = await system.running("moving");
  await system.time.jump(HOUR, 30_000);
  const total = await inTime("traffic", async () => {
    const { data } = await system.owner.GET("/v1/servers/{id}/traffic", path(id));
    return data && data.traffic.total.bytes_out > 0 ? data.traffic : undefined;
  });
  expect(total.months).toHaveLength(1);
  expect(total.months[0]?.bytes_out).toBe(total.total.bytes_out);
});

test("a machine moved by staff is recorded where it is; one that vanishes is reported to operators", async () => {
  const moved = await system.running("moved-by-staff");
  const lost = await system.running("lost");
  await system.time.jump(3 * MINUTE, 5_000);
  const from = (await system.vm(moved.id))?.node ?? "";
  const target = from === "fra1-a" ? "fra1-b" : "fra1-a";
  const { vmid } = await system.serverRow(moved.id);
  await staff.write("POST /nodes/{node}/qemu/{vmid}/migrate", {
    node: from,
    vmid,
    target,
    online: true,
    "with-local-disks": true,
  });
  const gone = { node: (await system.vm(lost.id))?.node ?? "", vmid: (await system.serverRow(lost.id)).vmid };
  await staff.write("POST /nodes/{node}/qemu/{vmid}/status/stop", gone);
  await staff.write("DELETE /nodes/{node}/qemu/{vmid}", gone);
  await inTime("the node recorded", async () => {
    const { data } = await system.operator.GET("/v1/operator/servers/{id}", path(moved.id));
    return data?.server.node === target ? true : undefined;
  });
  const finding = await inTime("the finding", async () => {
    const query = { status: "open" as const, subject: lost.id };
    const { data } = await system.operator.GET("/v1/operator/findings", { params: { query } });
    return data?.findings[0];
  });
  expect(finding).toMatchObject({ code: "vm_missing", severity: "critical", endpoint: "fra1-cluster" });
  const body = { decision: "mark_lost" as const, confirm: "lost" };
  const decided = await system.operator.POST("/v1/operator/findings/{id}/decide", { ...path(finding.id), body });
  expect(decided.data?.finding.status).toBe("closed");
  expect((await system.server(lost.id)).status).toBe("failed");
});

test("an operator moves a running server; what fails gives the room back and leaves it where it is", async () => {
  const { id } = await system.running("to-move");
  const from = (await system.vm(id))?.node ?? "";
  const target = from === "fra1-a" ? "fra1-b" : "fra1-a";
  const move = (node: string) =>
    system.operator.POST("/v1/operator/servers/{id}/actions/move", { ...path(id), body: { node } });
  const here = await move(from);
  expect(here.error).toMatchObject({ error: { code: "invalid_input" } });

  const fault = system
    .testbed()
    .faults.inject({ effect: "task", on: "qmigrate", name: "^to-move$", text: "no route to host" });
  const failing = await move(target);
  expect(failing.data?.server.status).toBe("migrating");
  const failed = await system.actionEnd(failing.data?.action.id ?? "");
  expect(failed).toMatchObject({ status: "error", error: { step: "move", leftovers: [] } });
  expect(await system.server(id)).toMatchObject({ status: "running", action: null });
  expect((await system.vm(id))?.node).toBe(from);
  for (const table of ["move_reservations", "storage_reservations"] as const)
    expect(await system.db.selectFrom(table).selectAll().where("server_id", "=", id).execute()).toEqual([]);

  system.testbed().faults.clear(fault);
  const { data } = await move(target);
  expect((await system.actionEnd(data?.action.id ?? "")).status).toBe("success");
  expect((await system.vm(id))?.node).toBe(target);
  expect((await system.operator.GET("/v1/operator/servers/{id}", path(id))).data?.server).toMatchObject({
    node: target,
    status: "running",
  });
  expect(await system.db.selectFrom("move_reservations").selectAll().execute()).toEqual([]);
});
