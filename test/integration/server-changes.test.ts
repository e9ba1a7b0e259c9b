import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { change, hold, lift, power, remove, retryUndo } from "../system/begin.ts";
import { MINUTE, until } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

/** The longer changes of a server's life, as its owner makes them. */
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 10 });
});
afterAll(() => system?.stop());

async function done(action: string) {
  const ended = await system.actionEnd(action, 50_000);
  expect(ended).toMatchObject({ status: "success", error: null, detail: null });
  return ended;
}
const at = (id: string) => ({ params: { path: { id } } });
const spares = async (id: string) =>
  (await system.db.selectFrom("spare_vms").select(["vmid", "state"]).where("server_id", "=", id).execute()).map(
    ({ vmid, state }) => `${vmid} ${state}`,
  );

describe("a change of plan", () => {
  test("size, limits, disk and price follow the plan; a running server comes up again", async () => {
    const { id } = await system.running("grows");
    await done(await change(system, id, "resize"));
    expect(await system.server(id)).toMatchObject({
      status: "running",
      plan: { name: "m1" },
      cores: 2,
      memory_mb: 4096,
      disk_gb: 40,
      price: { amount: 890 },
      action: null,
    });
    const vm = await system.vm(id);
    expect(vm?.options).toMatchObject({ cores: 2, memory: "4096" });
    expect(String(vm?.options.scsi0)).toMatch(/size=40G/);
    expect((await system.snapshot(id)).reservations).toEqual([id]);
  });

  test("a smaller disk is refused before anything is tried, and a running server without 'restart'", async () => {
    const { id } = await system.running("shrinks", { plan: "m1" });
    const small = await system.owner.POST("/v1/servers/{id}/actions/resize", {
      ...at(id),
      body: { plan: "s1", restart: true },
    });
    expect(small.error).toMatchObject({ error: { code: "conflict", message: expect.stringContaining("only grow") } });
    const running = await system.owner.POST("/v1/servers/{id}/actions/resize", { ...at(id), body: { plan: "l1" } });
    expect(running.error).toMatchObject({ error: { code: "server_not_stopped" } });
  });

  test("with the disk kept, the way back is open; a stopped server stays stopped", async () => {
    const { id } = await system.running("returns");
    await done(await power(system, id, "stop"));
    for (const [plan, cores] of [
      ["m1", 2],
      ["s1", 1],
    ] as const) {
      const { data } = await system.owner.POST("/v1/servers/{id}/actions/resize", {
        ...at(id),
        body: { plan, upgrade_disk: false },
      });
      await done(data?.action.id ?? "");
      expect(await system.server(id)).toMatchObject({ status: "stopped", plan: { name: plan }, cores, disk_gb: 10 });
    }
    expect((await system.vm(id))?.options.cores).toBe(1);
  });
});

describe("a rebuild", () => {
  test("a new VM of the image takes the server's place, with its addresses and keys; the old one goes", async () => {
    const { id } = await system.running("fresh");
    const before = await system.serverRow(id);
    const old = await system.vm(id);
    const { data } = await system.owner.PATCH("/v1/servers/{id}", { ...at(id), body: { name: "Renamed" } });
    expect(data?.server.name).toBe("Renamed");
    const ended = await done(await change(system, id, "rebuild"));
    expect(ended.steps.map(({ name, status }) => `${name} ${status}`)).toEqual(
      ["reserve", "clone", "configure", "stop", "switch", "start", "destroy"].map((name) => `${name} done`),
    );
    const after = await system.serverRow(id);
    const vm = await system.vm(id);
    expect(after.vmid).not.toBe(before.vmid);
    expect(after).toMatchObject({ status: "running", network: before.network, ssh_keys: before.ssh_keys });
    expect(await system.server(id)).toMatchObject({ image: { name: "debian-12" }, status: "running", action: null });
    expect(vm?.process).toBeDefined();
    // First boot runs anyway, so the guest learns the name the server has by now.
    expect(vm?.options).toMatchObject({ name: "renamed", net0: old?.options.net0, ipconfig0: old?.options.ipconfig0 });
    expect(await spares(id)).toEqual([`${before.vmid} retired`]);
    const left = await system.snapshot(id);
    expect(left.vms).toEqual([`${after.vmid} hostwright:${id}`]);
    expect(left.volumes.every((volume) => volume.includes(`-${after.vmid}-`))).toBe(true);
    expect(left.reservations).toEqual([id]);
    await system.time.jump(3 * MINUTE, 10_000);
    const absence = await until("the look for absence", async () =>
      (
        await system.db
          .selectFrom("jobs")
          .selectAll()
          .where("phase", "=", "absence")
          .where("status", "=", "done")
          .execute()
      ).find((job) => job.payload.includes(String(before.vmid))),
    );
    expect(String(absence.result)).toBe('{"existed": false}');
  });

  test("a stopped server is rebuilt and stays stopped", async () => {
    const { id } = await system.running("sleeps");
    await done(await power(system, id, "stop"));
    await done(await change(system, id, "rebuild"));
    expect(await system.server(id)).toMatchObject({ status: "stopped" });
    expect((await system.vm(id))?.process).toBeUndefined();
  });

  test("a hold waits until it has ended, and the new system is not started; lifting it starts it", async () => {
    const { id } = await system.running("held-meanwhile");
    await system.stopRelay("fra1-1");
    const action = await change(system, id, "rebuild");
    const held = await hold(system, id);
    system.startRelay("fra1-1");
    await done(action);
    await done(held.action);
    expect(await system.server(id)).toMatchObject({ status: "stopped", suspended: true, image: { name: "debian-12" } });
    expect((await system.vm(id))?.process).toBeUndefined();
    await done(await lift(system, held.holds[0] ?? ""));
    expect(await system.server(id)).toMatchObject({ status: "running", suspended: false });
  });

  test("no room for a second disk: refused, and nothing is reserved", async () => {
    const { id } = await system.running("crowded");
    const { storage_id } = await system.serverRow(id);
    const room = (size_gb: number) =>
      system.db
        .updateTable("storages")
        .set({ size_gb })
        .where("id", "=", storage_id ?? "")
        .execute();
    await room(10);
    const refused = await system.owner.POST("/v1/servers/{id}/actions/rebuild", {
      ...at(id),
      body: { image: "debian-12" },
    });
    await room(8000);
    expect(refused.error).toMatchObject({
      error: { code: "resource_unavailable", message: expect.stringContaining("disk space") },
    });
    expect(await spares(id)).toEqual([]);
    expect((await system.snapshot(id)).reservations).toEqual([id]);
  });

  test("a new system that does not start is taken away again, and the old one runs as before", async () => {
    const { id } = await system.running("returns-home");
    const { vmid } = await system.serverRow(id);
    // The stop of the old VM has happened by then: only the new one fails to start.
    const fault = system
      .testbed()
      .faults.inject({ effect: "task", on: "qmstart", name: "^returns-home$", text: "no KVM", times: 4 });
    const ended = await system.actionEnd(await change(system, id, "rebuild"), 50_000);
    system.testbed().faults.clear(fault);
    expect(ended).toMatchObject({ status: "error", error: { step: "start", leftovers: [] } });
    expect(await system.server(id)).toMatchObject({ status: "running", image: { name: "debian-13" } });
    expect((await system.serverRow(id)).vmid).toBe(vmid);
    expect((await system.vm(id))?.process).toBeDefined();
    expect((await system.snapshot(id)).vms).toHaveLength(1);
  });

  test("undone again later, only what remained goes: the server stays as its owner left it", async () => {
    const { id } = await system.running("left-over");
    const { faults } = system.testbed();
    const start = faults.inject({ effect: "task", on: "qmstart", name: "^left-over$", text: "no KVM", times: 4 });
    const destroy = faults.inject({ effect: "refuse", on: "DELETE /nodes/{node}/qemu/{vmid}", name: "^left-over$" });
    const action = await change(system, id, "rebuild");
    const ended = await system.actionEnd(action, 50_000);
    for (const fault of [start, destroy]) faults.clear(fault);
    expect(ended.error?.leftovers).toContain("Copy the image");
    expect(await system.server(id)).toMatchObject({ status: "running", image: { name: "debian-13" }, action: null });
    expect((await system.snapshot(id)).vms).toHaveLength(2);

    await done(await power(system, id, "stop"));
    expect((await system.actionEnd(await retryUndo(system, action))).error?.leftovers).toEqual([]);
    expect(await system.server(id)).toMatchObject({ status: "stopped", action: null });
    expect((await system.vm(id))?.process).toBeUndefined();
    expect((await system.snapshot(id)).vms).toHaveLength(1);
    expect((await system.snapshot(id)).reservations).toEqual([id]);
  });
});

describe("the rescue system", () => {
  test("boots before the disk, refuses what needs the disk's own system, and leaves the boot order as it was", async () => {
    const { id } = await system.running("broken");
    const boot = (await system.vm(id))?.options.boot;
    await done(await change(system, id, "enable-rescue"));
    expect(await system.server(id)).toMatchObject({ rescue: true, status: "running" });
    expect((await system.vm(id))?.options).toMatchObject({
      boot: "order=sata5;scsi0",
      sata5: expect.stringMatching(/^local:iso\/rescue.iso,media=cdrom/),
    });
    const refused = await system.owner.POST("/v1/servers/{id}/actions/rebuild", {
      ...at(id),
      body: { image: "debian-12" },
    });
    expect(refused.error).toMatchObject({
      error: { code: "conflict", message: expect.stringContaining("Leave the rescue system") },
    });
    await done(await change(system, id, "disable-rescue"));
    expect(await system.server(id)).toMatchObject({ rescue: false, status: "running" });
    const { options, process } = (await system.vm(id)) ?? {};
    expect(options).toMatchObject({ boot });
    expect(options?.sata5).toBeUndefined();
    expect(process).toBeDefined();
  });

  test("a system that ignores the request to shut down is stopped all the same", async () => {
    const { id } = await system.running("deaf");
    const fault = system.testbed().faults.inject({ effect: "deaf", name: "^deaf$" });
    await done(await change(system, id, "enable-rescue"));
    system.testbed().faults.clear(fault);
    expect(await system.server(id)).toMatchObject({ rescue: true, status: "running" });
  });
});

describe("new password and keys", () => {
  const reset = async (id: string, body: { password?: boolean; ssh_keys?: string[]; confirm_first_boot?: boolean }) =>
    system.owner.POST("/v1/servers/{id}/actions/reset-access", { ...at(id), body });

  test("through the agent: shown once, logged nowhere, and nothing restarts", async () => {
    const { id } = await system.running("locked-out");
    const since = (await system.vm(id))?.process?.since;
    const { data } = await until("the agent", async () => {
      const answer = await reset(id, { password: true });
      const ended = await system.actionEnd(answer.data?.action.id ?? "");
      return ended.status === "success" ? answer : undefined;
    });
    const password = data?.root_password ?? "";
    expect(password).toMatch(/^\w{20}$/);
    expect((await system.vm(id))?.process?.since).toBe(since);
    expect((await system.vm(id))?.options.cipassword).toBeUndefined();
    expect((await system.serverRow(id)).sealed_password).toBeNull();
    expect(system.lines.join("\n")).not.toContain(password);
  });

  test("no agent: it fails and says what may be done; agreed to, first boot does it and the keys are kept for a rebuild", async () => {
    const { id } = await system.running("agentless");
    system.testbed().faults.inject({ effect: "no_agent", name: "^agentless$" });
    const first = await reset(id, { password: true });
    const failed = await system.actionEnd(first.data?.action.id ?? "");
    expect(failed.error).toMatchObject({ code: "agent_unavailable", message: expect.stringContaining("first boot") });
    const before = (await system.vm(id))?.process?.since ?? 0;
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 new@example.com";
    const second = await reset(id, { ssh_keys: [key], confirm_first_boot: true });
    await done(second.data?.action.id ?? "");
    const vm = await system.vm(id);
    expect(decodeURIComponent(String(vm?.options.sshkeys))).toBe(key);
    expect(vm?.process?.since).toBeGreaterThan(before);
    expect(JSON.parse(String((await system.serverRow(id)).ssh_keys))).toEqual([key]);
    expect(await system.server(id)).toMatchObject({ status: "running", action: null });
  });

  test("of a server that is off only where first boot was agreed to", async () => {
    const { id } = await system.running("off");
    await done(await power(system, id, "stop"));
    expect((await reset(id, { password: true })).error).toMatchObject({ error: { code: "conflict" } });
    const { data } = await reset(id, { password: true, confirm_first_boot: true });
    await done(data?.action.id ?? "");
    expect((await system.vm(id))?.options.cipassword).toBeTruthy();
    expect(await system.server(id)).toMatchObject({ status: "stopped" });
  });
});

describe("protection", () => {
  const protect = (id: string, protection: { delete?: boolean; rebuild?: boolean }) =>
    system.owner.PATCH("/v1/servers/{id}", { ...at(id), body: { protection } });

  test("refuses deletion now and later, and rebuilding, until it is lifted", async () => {
    const { id } = await system.running("precious");
    expect((await protect(id, { delete: true })).data?.server.protection).toEqual({ delete: true, rebuild: false });
    await protect(id, { rebuild: true });
    const path = at(id);
    const answers = [
      await system.owner.DELETE("/v1/servers/{id}", path),
      await system.owner.POST("/v1/servers/{id}/deletion", { ...path, body: {} }),
      await system.owner.POST("/v1/servers/{id}/actions/rebuild", { ...path, body: { image: "debian-12" } }),
    ];
    for (const { error, response } of answers) {
      expect(response.status).toBe(423);
      expect(error).toMatchObject({ error: { code: "protected" } });
    }
    await protect(id, { delete: false });
    expect((await system.actionEnd(await remove(system, id))).status).toBe("success");
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });
});
