import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR } from "../system/clock.ts";
import { NOTHING } from "../system/snapshot.ts";
import { KEY, startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20 });
});
afterAll(() => system?.stop());

describe("an order ends with a virtual machine that", () => {
  const ordered = async (name: string) => {
    const server = await system.running(name, { plan: "m1", ssh_keys: [KEY], labels: { tier: "web" } });
    const vm = await system.vm(server.id);
    if (!vm) throw new Error("no VM");
    return { server, vm, options: vm.options };
  };
  let made: Awaited<ReturnType<typeof ordered>>;
  beforeAll(async () => {
    made = await ordered("Web-1");
  });

  test("has the plan's cores, memory, disk and limits", () => {
    expect(made.options).toMatchObject({
      cores: 2,
      cpu: "x86-64-v2-AES",
      cpulimit: "2",
      cpuunits: 100,
      memory: "4096",
      balloon: 0,
    });
    expect(made.options.scsi0).toMatch(/iops_rd=1000,iops_wr=1000.*mbps_rd=200,mbps_wr=200.*size=40G/);
    expect(made.options.net0).toMatch(/firewall=1.*rate=62\.5,tag=100/);
  });

  test("is given its keys and addresses by cloud-init", () => {
    const { server, options } = made;
    expect(decodeURIComponent(String(options.sshkeys))).toBe(KEY);
    expect(options.cipassword).toBeUndefined();
    expect(options.ipconfig0).toBe(
      `ip=${server.ipv4?.address}/22,gw=198.18.0.1,ip6=${server.ipv6?.address}/64,gw6=fe80::1`,
    );
    expect(options.nameserver).toBe("9.9.9.9 149.112.112.112 2620:fe::fe");
  });

  test("may send from its own addresses only, and no mail", () => {
    const { server, vm } = made;
    expect(vm.firewall.options).toMatchObject({ enable: 1, dhcp: 0, radv: 0, ndp: 1, macfilter: 1, ipfilter: 1 });
    const filter = vm.firewall.ipsets["ipfilter-net0"]?.entries.map(({ cidr }) => cidr) ?? [];
    expect(filter).toHaveLength(3);
    expect(filter).toEqual(expect.arrayContaining([server.ipv4?.address, server.ipv6?.network]));
    expect(filter).toContainEqual(expect.stringMatching(/^fe80::/));
    expect(vm.firewall.rules[0]).toMatchObject({ type: "out", action: "DROP", proto: "tcp", dport: "25", enable: 1 });
  });

  test("runs, starts with its node, is named as ordered and carries its owner", async () => {
    const { server, vm, options } = made;
    expect(vm.process).toBeDefined();
    expect(options).toMatchObject({ name: "web-1", description: `hostwright:${server.id}`, onboot: 1 });
    expect(await system.server(server.id)).toMatchObject({ name: "Web-1", status: "running", action: null });
  });

  test("another name and other labels leave as it is", async () => {
    const before = structuredClone((await system.vm(made.server.id))?.options);
    const path = { id: made.server.id };
    const { data } = await system.owner.PATCH("/v1/servers/{id}", {
      params: { path },
      body: { name: "shop", labels: { tier: "shop" } },
    });
    expect(data?.server).toMatchObject({ name: "shop", labels: { tier: "shop" }, action: null });
    expect((await system.vm(made.server.id))?.options).toEqual(before);
  });
});

test("an order's action tells its steps, its progress and the request it came from", async () => {
  const server = await system.running("steps");
  const action = await system.action(server.action);
  expect(action).toMatchObject({ command: "server.create", status: "success", progress: 100, error: null });
  expect(action.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
    "reserve done",
    "clone done",
    "configure done",
    "start done",
  ]);
  expect(action.jobs.every((job) => job.status === "done")).toBe(true);
  expect(action.jobs[0]?.upid).toMatch(/^UPID:fra1-[ab]:.*:qmclone:/);
  const followed = system.lines.filter((line) => line.includes(action.request_id));
  for (const part of ["step ran", "job begins", "job done"]) expect(followed.join("\n")).toContain(part);
});

test("the same name again, in any letter case, is refused; another tenant may have it", async () => {
  await system.running("unique");
  const body = { name: "UNIQUE", plan: "s1", image: "debian-13", location: "fra1" };
  const again = await system.owner.POST("/v1/servers", { body });
  expect(again.error).toMatchObject({ error: { code: "uniqueness_error" } });
  expect((await system.as("stranger").POST("/v1/servers", { body })).response.status).toBe(202);
});

test("a deletion leaves nothing but who had the addresses", async () => {
  const server = await system.running("gone");
  const began = system.clock.now();
  const { data } = await system.owner.DELETE("/v1/servers/{id}", { params: { path: { id: server.id } } });
  expect(data?.server.status).toBe("deleting");
  expect((await system.actionEnd(data?.action.id ?? "")).status).toBe("success");
  expect(await system.snapshot(server.id)).toEqual(NOTHING);
  const seen = await system.owner.GET("/v1/servers/{id}", { params: { path: { id: server.id } } });
  expect(seen.response.status).toBe(404);

  const address = server.ipv4?.address ?? "";
  const { data: history } = await system.operator.GET("/v1/operator/assignments", { params: { query: { address } } });
  expect(history?.assignments).toContainEqual(
    expect.objectContaining({ server: { id: server.id, name: "gone" }, from: server.created }),
  );
  const mine = history?.assignments.find((one) => one.server.id === server.id);
  expect(new Date(mine?.until ?? 0).getTime()).toBeGreaterThanOrEqual(began.getTime());
});

test("a scheduled deletion stops the server, can be cancelled, and comes when it is due", async () => {
  const server = await system.running("scheduled");
  const path = { id: server.id };
  const schedule = () =>
    system.owner.POST("/v1/servers/{id}/deletion", { params: { path }, body: { after_hours: 48 } });
  const first = await schedule();
  expect(first.data?.server).toMatchObject({ status: "stopping", deletion_due: expect.any(String) });
  await system.actionEnd(first.data?.server.action ?? "");
  expect(await system.server(server.id)).toMatchObject({ status: "stopped" });
  const start = await system.owner.POST("/v1/servers/{id}/actions/start", { params: { path } });
  expect(start.error).toMatchObject({ error: { code: "conflict" } });

  const cancelled = await system.owner.DELETE("/v1/servers/{id}/deletion", { params: { path } });
  expect(cancelled.data?.server.deletion_due).toBeNull();
  await system.time.jump(49 * HOUR);
  expect(await system.server(server.id)).toMatchObject({ status: "stopped" });

  await schedule();
  await system.time.jump(47 * HOUR);
  expect(await system.server(server.id)).toMatchObject({ status: "stopped" });
  await system.time.jump(2 * HOUR);
  const deletion = await system.actionOn(server.id, "server.delete");
  expect((await system.actionEnd(deletion)).started_by).toBe("schedule deletions");
  expect(await system.snapshot(server.id)).toEqual(NOTHING);
});
