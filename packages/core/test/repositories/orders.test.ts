import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { runStep } from "../../src/action/index.ts";
import { countRoundTrips } from "../../src/kernel/database/index.ts";
import { OutOfTime } from "../../src/kernel/deadline.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { listEndpoints, setEndpointStatus, setNodeStatus } from "../../src/placement/index.ts";
import { eraseTenant } from "../../src/privacy/index.ts";
import { createWorkflow } from "../../src/server/create.workflow.ts";
import { createServer, getServerAsOperator, getServerQuery, updateServer } from "../../src/server/index.ts";
import { follow } from "../follow.ts";
import { order, setStage, useStage } from "../stage.ts";
import { asOperator, createWorld, run } from "../world.ts";

describeOnEachDatabase<Tables>("orders", (opened) => {
  const staged = useStage(opened);

  test("an order reserves, answers and starts its action within 12 round trips", async () => {
    const stage = staged();
    const { value, roundTrips } = await countRoundTrips(() => stage.create("web-1", { labels: { env: "prod" } }));
    expect(value.server).toMatchObject({
      name: "web-1",
      status: "creating",
      cores: 2,
      price: { amount: 599, currency: "EUR" },
      ipv4: { address: "203.0.113.10" },
      ipv6: { network: "2001:db8:0:1::/64" },
      labels: { env: "prod" },
      created: stage.now(),
    });
    // MySQL has no statements within statements.
    expect(roundTrips).toBeLessThanOrEqual(opened().database.dialect === "mysql" ? 14 : 12);
    expect(stage.world.sent.map((message) => message.topic).sort()).toEqual(["event", "execution"]);
    expect((await run(stage.world, stage.ada, getServerQuery, { id: value.server.id })).server).toEqual(value.server);
    expect(await stage.reserved()).toEqual({ servers: 1, free: 11 });
  });

  test("a step that its Lambda has no time left for fails nothing: it is tried again", async () => {
    const stage = staged();
    const { server } = await stage.create("web-1");
    const action = server.action ?? "";
    const event = {
      workflow: createWorkflow.name,
      action,
      attempt: 1,
      step: "clone",
      phase: "do" as const,
      token: "t",
    };
    const steps = () =>
      opened().database.kysely.selectFrom("action_steps").selectAll().where("action_id", "=", action).execute();
    const before = await steps();
    const time = { left: () => true, end: AbortSignal.abort(new OutOfTime()) };
    await expect(runStep({ ...stage.world.app, time }, event)).rejects.toMatchObject({ name: "Retryable" });
    expect(await steps()).toEqual(before);
    await follow(stage.world, action);
    expect((await run(stage.world, stage.ada, getServerQuery, { id: server.id })).server.status).toBe("running");
  });

  test("without keys a sealed password is kept and shown once", async () => {
    const stage = staged();
    const { root_password, server } = await stage.create("web-1", { ssh_keys: [] });
    expect(root_password).toHaveLength(20);
    const row = await opened()
      .database.kysely.selectFrom("servers")
      .select("sealed_password")
      .where("id", "=", server.id)
      .executeTakeFirstOrThrow();
    expect(row.sealed_password?.split(".")).toHaveLength(5);
  });

  test("names are unique in a tenant, whatever their case, and free to others", async () => {
    const stage = staged();
    await stage.create("web-1");
    await expect(stage.create("Web-1")).rejects.toMatchObject({ code: "uniqueness_error" });
    await run(stage.world, stage.eve, createServer, order("web-1"));
    const { server } = await stage.create("web-2");
    await follow(stage.world, server.action ?? "");
    await expect(run(stage.world, stage.ada, updateServer, { id: server.id, name: "web-1" })).rejects.toMatchObject({
      code: "uniqueness_error",
    });
    expect(await stage.reserved()).toEqual({ servers: 3, free: 9 });
  });

  test.each(["order", "erasure"])(
    "of an order and an erasure of its tenant at once, the %s begun first, one happens",
    async (first) => {
      const stage = staged();
      const { database } = opened();
      const tenant = stage.ada.type === "user" ? stage.ada.tenant : "";
      const { name } = await database.kysely
        .selectFrom("tenants")
        .select("name")
        .where("id", "=", tenant)
        .executeTakeFirstOrThrow();
      const elsewhere = { ...stage.world, app: { ...stage.world.app, db: opened().again() } };
      const buy = () => stage.create("web-1");
      const erase = () => run(elsewhere, asOperator, eraseTenant, { id: tenant, confirm: name });
      const outcomes = await Promise.allSettled(first === "order" ? [buy(), erase()] : [erase(), buy()]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const after = await database.kysely
        .selectFrom("tenants")
        .select("status")
        .where("id", "=", tenant)
        .executeTakeFirst();
      const { servers } = await stage.reserved();
      expect([after?.status, servers]).toEqual(
        outcomes[first === "order" ? 0 : 1]?.status === "fulfilled" ? ["active", 1] : ["refused", 0],
      );
    },
  );

  test("twelve orders at once fit eight times, each with its own id and addresses; the rest leave nothing", async () => {
    const stage = staged();
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => stage.create(`web-${index}`)));
    const made = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.server] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.map((error) => error.code ?? error.message)).toEqual(Array(4).fill("resource_unavailable"));
    expect(new Set(made.map((server) => server.ipv4?.address)).size).toBe(8);
    expect(new Set(made.map((server) => server.ipv6?.network)).size).toBe(8);
    const rows = await opened().database.kysely.selectFrom("servers").select("vmid").execute();
    expect(new Set(rows.map((row) => row.vmid)).size).toBe(8);
    expect(await stage.reserved()).toEqual({ servers: 8, free: 4 });
  });

  test("a hundred orders at once from two processes: a hundred servers, nothing given out twice", async () => {
    const stage = await setStage(opened(), 13);
    const other = createWorld(opened().again());
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        run(index % 2 ? stage.world : other, stage.ada, createServer, order(`web-${index}`)).then(
          ({ server }) => server,
        ),
      ),
    );
    expect(new Set(outcomes.map((server) => server.ipv4?.address)).size).toBe(100);
    expect(new Set(outcomes.map((server) => server.ipv6?.network)).size).toBe(100);
    const rows = await opened().database.kysely.selectFrom("servers").select("vmid").execute();
    expect(new Set(rows.map((row) => row.vmid)).size).toBe(100);
  });

  test("what is draining takes nothing new", async () => {
    const stage = staged();
    const { endpoints } = await run(stage.world, asOperator, listEndpoints);
    const [node] = endpoints[0]?.nodes ?? [];
    await run(stage.world, asOperator, setNodeStatus, { id: node?.id, status: "draining" });
    const { server } = await stage.create("web-1");
    expect((await run(stage.world, asOperator, getServerAsOperator, { id: server.id })).server.node).toBe("pve2");
    await run(stage.world, asOperator, setEndpointStatus, { id: endpoints[0]?.id, status: "draining" });
    await expect(stage.create("web-2")).rejects.toMatchObject({ code: "resource_unavailable" });
  });
});
