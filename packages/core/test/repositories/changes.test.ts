import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { listEndpoints } from "../../src/placement/index.ts";
import {
  getServerQuery,
  rebuildServer,
  resetAccess,
  resizeServer,
  scheduleDeletion,
  updateServer,
} from "../../src/server/index.ts";
import { type Answers, follow, WELL } from "../follow.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

const failing = (code: string) =>
  ({ ok: false, error: { code, message: "No.", detail: null, retryable: false } }) as const;
const GROWN: Answers = { ...WELL, "server.reshape": { ok: true, result: { node: "pve1", disk_gb: 40 } } };

describeOnEachDatabase<Tables>("the longer changes of a server", (opened) => {
  const staged = useStage(opened);
  const sight = async (id: string) => (await run(staged().world, staged().ada, getServerQuery, { id })).server;
  const rowOf = (id: string) =>
    staged().world.app.db.kysely.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const spares = () =>
    staged().world.app.db.kysely.selectFrom("spare_vms").select(["vmid", "state"]).orderBy("vmid").execute();
  /** GB reserved on all storages. */
  const disk = async () => {
    const { endpoints } = await run(staged().world, asOperator, listEndpoints);
    const storages = endpoints.flatMap((endpoint) => endpoint.storages);
    return storages.reduce((sum, storage) => sum + storage.disk_gb.reserved, 0);
  };

  test("a rebuild reserves a second disk and an id of its own, and gives both back but the id", async () => {
    const { world, ada, running } = staged();
    const { id } = await running.call(staged(), "web-1");
    const before = await rowOf(id);
    expect(await disk()).toBe(20);
    const { action, root_password } = await run(world, ada, rebuildServer, { id, image: "debian-13" });
    expect(root_password).toBeNull();
    expect(await disk()).toBe(40);
    expect(await spares()).toEqual([{ vmid: before.vmid + 1, state: "preparing" }]);
    expect(await follow(world, action.id)).toBe("succeeded");
    expect(await disk()).toBe(20);
    expect(await rowOf(id)).toMatchObject({ vmid: before.vmid + 1, status: "running", action_id: null });
    expect(await spares()).toEqual([{ vmid: before.vmid, state: "retired" }]);
    const replaced = world.sent.filter((message) => message.topic === "event" && message.type === "server.replaced");
    expect(replaced).toMatchObject([{ payload: { server: id, vmid: before.vmid + 1, retired_vmid: before.vmid } }]);
    const next = await run(world, ada, rebuildServer, { id, image: "debian-13" });
    await follow(world, next.action.id);
    expect((await rowOf(id)).vmid).toBe(before.vmid + 2);
  });

  test("a rebuild that fails before the switch leaves the server as it was", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const before = await rowOf(id);
    const { action } = await run(world, ada, rebuildServer, { id, image: "debian-13" });
    const answers = { ...WELL, "server.configure": failing("storage_full") };
    expect(await follow(world, action.id, answers)).toBe("undone");
    expect(await rowOf(id)).toEqual(before);
    expect(await spares()).toEqual([{ vmid: before.vmid + 1, state: "retired" }]);
    expect(await disk()).toBe(20);
  });

  test("a server without keys gets a new password with its new system, sealed and forgotten at the end", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1", { ssh_keys: [] });
    const { action, root_password } = await run(world, ada, rebuildServer, { id, image: "debian-13" });
    expect(root_password).toMatch(/^\w{20}$/);
    expect((await rowOf(id)).sealed_password).toBeTruthy();
    await follow(world, action.id);
    expect((await rowOf(id)).sealed_password).toBeNull();
  });

  test("a resize reserves what grows, and the new plan and its price count when it is done", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const { action } = await run(world, ada, resizeServer, { id, plan: "m1", restart: true });
    expect(await disk()).toBe(40);
    expect(await sight(id)).toMatchObject({ status: "resizing", plan: { name: "s1" }, price: { amount: 599 } });
    expect(await follow(world, action.id, GROWN)).toBe("succeeded");
    expect(await disk()).toBe(40);
    expect(await sight(id)).toMatchObject({ plan: { name: "m1" }, cores: 4, disk_gb: 40, price: { amount: 1099 } });
  });

  test.each([
    ["gives back what it reserved", 20],
    ["keeps a disk that has grown, on the old plan", 40],
  ])("a resize that fails %s", async (_, disk_gb) => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const before = await rowOf(id);
    const { action } = await run(world, ada, resizeServer, { id, plan: "m1", restart: true });
    let asked = 0;
    const answers = Object.defineProperty({ ...WELL }, "server.reshape", {
      get: () => (asked++ === 0 ? failing("task_failed") : { ok: true, result: { node: "pve1", disk_gb } }),
    });
    expect(await follow(world, action.id, answers)).toBe("undone");
    expect(await rowOf(id)).toEqual({ ...before, disk_gb, power_seen: "running" });
    expect(await disk()).toBe(disk_gb);
  });

  test("no room for the plan, or a smaller disk: refused, and nothing is reserved", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const before = await rowOf(id);
    await world.app.db.kysely.updateTable("nodes").set({ memory_mb: 6000 }).execute();
    const resize = (plan: string) => run(world, ada, resizeServer, { id, plan, restart: true });
    await expect(resize("m1")).rejects.toMatchObject({ code: "resource_unavailable" });
    await world.app.db.kysely.updateTable("plans").set({ disk_gb: 5 }).where("name", "=", "m1").execute();
    await expect(resize("m1")).rejects.toMatchObject({ code: "conflict" });
    await expect(resize("old")).rejects.toMatchObject({ code: "invalid_input" });
    expect(await rowOf(id)).toEqual(before);
    expect(await disk()).toBe(20);
  });

  test("protection is its owner's: members may neither set nor lift it, and the audit trail knows", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const protection = { delete: true };
    if (ada.type !== "user") throw new Error("a user is needed");
    const member = { ...ada, permissions: new Set([...ada.permissions].filter((one) => one !== "server:delete")) };
    await expect(run(world, member, updateServer, { id, protection })).rejects.toMatchObject({ code: "forbidden" });
    expect((await run(world, ada, updateServer, { id, protection })).server.protection).toEqual({
      delete: true,
      rebuild: false,
    });
    await run(world, ada, updateServer, { id, protection: { delete: false } });
    await run(world, ada, scheduleDeletion, { id });
    await expect(run(world, ada, updateServer, { id, protection })).rejects.toMatchObject({ code: "conflict" });
    const audit = await world.app.db.kysely
      .selectFrom("audit_log")
      .select(["changes", "outcome"])
      .where("command", "=", "server.update")
      .execute();
    expect(audit.map(({ outcome }) => outcome)).toEqual(["denied", "done", "done"]);
    expect(audit.map(({ changes }) => JSON.parse(String(changes)))).toMatchObject([
      {},
      { protection: { after: { delete: true, rebuild: false } } },
      { protection: { after: { delete: false, rebuild: false } } },
    ]);
  });

  test("new access: the password goes out once, the keys are kept when they are set", async () => {
    const { world, ada } = staged();
    const { id } = await staged().running("web-1");
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 new@example.com";
    const input = { id, password: true, ssh_keys: [key] };
    const refused = await run(world, ada, resetAccess, input);
    await follow(world, refused.action.id, { ...WELL, "server.reset_access": failing("agent_unavailable") });
    expect(String((await rowOf(id)).ssh_keys)).not.toContain("new@");
    const { action, root_password } = await run(world, ada, resetAccess, input);
    const answers: Answers = { ...WELL, "server.reset_access": { ok: true, result: { by: "agent" } } };
    expect(await follow(world, action.id, answers)).toBe("succeeded");
    expect(await rowOf(id)).toMatchObject({ sealed_password: null, status: "running", action_id: null });
    expect(String((await rowOf(id)).ssh_keys)).toContain("new@");
    const written = JSON.stringify(await world.app.db.kysely.selectFrom("jobs").selectAll().execute());
    expect(written).not.toContain(root_password ?? "-");
    await expect(run(world, ada, resetAccess, { id })).rejects.toMatchObject({ code: "invalid_input" });
  });
});
