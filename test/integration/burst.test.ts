import { createClient } from "@hostwright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem();
});
afterAll(() => system?.stop());

const body = (name: string, change: object = {}) => ({
  name,
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ...change,
});

test("a hundred orders at once: a hundred machines, none twice, none lost", async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => system.owner.POST("/v1/servers", { body: body(`burst-${index}`) })),
  );
  expect(answers.map(({ response }) => response.status)).toEqual(Array(100).fill(202));
  const ends = await Promise.all(answers.map(({ data }) => system.actionEnd(data?.action.id ?? "", 55_000)));
  expect(ends.filter(({ status }) => status !== "success")).toEqual([]);

  const ids = answers.map(({ data }) => data?.server.id ?? "");
  const vms = system
    .testbed()
    .cluster.vms()
    .filter((vm) => vm.options.template !== 1);
  expect(vms.map((vm) => String(vm.options.description)).sort()).toEqual(ids.map((id) => `hostwright:${id}`).sort());
  expect(vms.every((vm) => vm.process !== undefined)).toBe(true);
  for (const what of ["name", "net0", "ipconfig0"] as const)
    expect(new Set(vms.map((vm) => vm.options[what])).size, what).toBe(100);
  expect(new Set(vms.map((vm) => vm.node))).toEqual(new Set(["fra1-a", "fra1-b"]));
  const clones = system
    .testbed()
    .cluster.tasks()
    .filter((task) => task.type === "qmclone");
  expect(clones.map((task) => task.status)).toEqual(Array(100).fill("OK"));
  const servers = await system.db.selectFrom("servers").select(["status", "action_id"]).execute();
  expect(servers).toEqual(Array(100).fill({ status: "running", action_id: null }));
});

test("more than fits: the rest is refused, and nothing is reserved by it", async () => {
  // 150 GB of memory at hel1, 16 GB a server.
  const order = (index: number) =>
    system.owner.POST("/v1/servers", { body: body(`large-${index}`, { plan: "x1", location: "hel1" }) });
  const answers = await Promise.all(Array.from({ length: 14 }, (_, index) => order(index)));
  const taken = answers.filter(({ response }) => response.status === 202);
  const refused = answers.filter(({ response }) => response.status === 412);
  expect([taken.length, refused.length]).toEqual([9, 5]);
  for (const { error } of refused) expect(error).toMatchObject({ error: { code: "resource_unavailable" } });
  for (const { data } of taken) await system.actionEnd(data?.action.id ?? "", 55_000);

  const rows = await system.db
    .selectFrom("servers")
    .select("id")
    .where("plan_id", "in", (eb) => eb.selectFrom("plans").select("id").where("name", "=", "x1"))
    .execute();
  expect(rows).toHaveLength(9);
  const held = await system.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select("pools.name")
    .where("addresses.server_id", "is not", null)
    .where("pools.name", "like", "hel1-%")
    .execute();
  expect(held).toHaveLength(18);
  const { data } = await system.operator.GET("/v1/operator/endpoints");
  const node = data?.endpoints.find((one) => one.name === "hel1-node")?.nodes[0];
  expect(node).toMatchObject({ servers: 9, memory_mb: { reserved: 9 * 16_384 } });
});

test("ten of the same request at once: one server; repeated later, the same answer", async () => {
  const { data: login } = await createClient({ baseUrl: system.control.apiUrl }).POST("/v1/auth/login", {
    body: { email: "second@hostwright.test", password: system.secrets.demo_password },
  });
  const send = async (name: string) => {
    const response = await fetch(`${system.control.apiUrl}/v1/servers`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${login?.access_token}`,
        "content-type": "application/json",
        "idempotency-key": "order-4711",
      },
      body: JSON.stringify(body(name)),
    });
    return { status: response.status, text: await response.text() };
  };
  const answers = await Promise.all(Array.from({ length: 10 }, () => send("once")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(
    new Set(answers.some(({ status }) => status === 409) ? [202, 409] : [202]),
  );
  const first = answers.find(({ status }) => status === 202);
  const again = await send("once");
  expect(again).toEqual(first);
  expect((await send("twice")).status).toBe(422);
  const made = JSON.parse(again.text);
  expect(made.root_password).toMatch(/^\w{20}$/);
  expect((await system.actionEnd(made.action.id)).status).toBe("success");
  const vms = system
    .testbed()
    .cluster.vms()
    .filter((vm) => vm.options.name === "once");
  expect(vms.map((vm) => vm.options.description)).toEqual([`hostwright:${made.server.id}`]);
});

test("twenty orders with one name at once: one gets it", async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => system.owner.POST("/v1/servers", { body: body("the-name") })),
  );
  const codes = answers.map(({ response }) => response.status).sort();
  expect(codes).toEqual([202, ...Array(19).fill(409)]);
  await system.actionEnd(answers.find(({ data }) => data)?.data?.action.id ?? "");
});
