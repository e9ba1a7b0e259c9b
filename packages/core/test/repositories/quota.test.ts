import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { orderAddress } from "../../src/address/index.ts";
import { type Actor, AppError, type Id, type Tables } from "../../src/kernel/index.ts";
import { requestRate, setTenantQuota, showQuota } from "../../src/quota/index.ts";
import { deleteServer, resizeServer } from "../../src/server/index.ts";
import { follow } from "../follow.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

const refusal = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? { code: error.code, quota: error.details?.quota, message: error.message } : error;
};

const tenantIn = (actor: Actor): Id<"ten"> => {
  if (actor.type !== "user") throw new Error("not a tenant's user");
  return actor.tenant;
};

describeOnEachDatabase<Tables>("quotas", (opened) => {
  const stage = useStage(opened);
  const set = (limits: object) => {
    const { world, ada } = stage();
    return run(world, asOperator, setTenantQuota, { id: tenantIn(ada), ...limits });
  };
  const used = async () => {
    const { quota } = await run(stage().world, stage().ada, showQuota);
    return Object.fromEntries(
      Object.entries(quota).map(([name, one]) => [name, typeof one === "number" ? one : one.used]),
    );
  };

  test("count what a tenant has, orders under way included, and nothing of others or of what is gone", async () => {
    const nothing = { servers: 0, addresses: 0, cores: 0, memory_mb: 0, disk_gb: 0, requests_per_minute: 1000 };
    expect(await used()).toEqual(nothing);
    const { server, action } = await stage().create("web-1");
    const one = { ...nothing, servers: 1, addresses: 2, cores: 2, memory_mb: 4096, disk_gb: 20 };
    expect(await used()).toEqual(one);
    expect(await follow(stage().world, action.id)).toBe("succeeded");
    expect(await used()).toEqual(one);
    const deletion = await run(stage().world, stage().ada, deleteServer, { id: server.id });
    expect(await follow(stage().world, deletion.action.id)).toBe("succeeded");
    expect(await used()).toEqual(nothing);
  });

  test("refuse the order beyond them, naming the numbers, and leave nothing of it", async () => {
    await stage().create("web-1");
    const none = { servers: null, addresses: null, cores: null, memory_mb: null, disk_gb: null };
    for (const [resource, limit, has, requested] of [
      ["servers", 1, 1, 1],
      ["addresses", 3, 2, 2],
      ["cores", 3, 2, 2],
      ["memory_mb", 5000, 4096, 4096],
      ["disk_gb", 39, 20, 20],
    ] as const) {
      await set({ ...none, [resource]: limit });
      expect(await refusal(stage().create("web-2"))).toMatchObject({
        code: "resource_limit_exceeded",
        quota: { resource, limit, used: has, requested },
        message: expect.stringContaining(`your quota is ${limit} `),
      });
    }
    expect(await stage().reserved()).toMatchObject({ servers: 1, free: 11 });
    await set(none);
    await stage().create("web-2");
  });

  test("two orders at once cannot both take the last place", async () => {
    await set({ servers: 2 });
    await stage().create("web-0");
    const names = ["web-1", "web-2", "web-3", "web-4"];
    const outcomes = await Promise.all(names.map((name) => refusal(stage().create(name))));
    const refused = {
      code: "resource_limit_exceeded",
      quota: { resource: "servers", limit: 2, used: 2, requested: 1 },
    };
    expect(outcomes.filter((one) => one === undefined)).toHaveLength(1);
    expect(outcomes.filter((one) => one !== undefined)).toEqual(Array(3).fill(expect.objectContaining(refused)));
  });

  test("hold for extra addresses and for larger plans too; what there is already stays", async () => {
    const server = await stage().running("web-1");
    const { world, ada } = stage();
    await set({ addresses: 2, cores: 3, servers: 0 });
    expect(await refusal(run(world, ada, orderAddress, { id: server.id, family: "ipv4" }))).toMatchObject({
      quota: { resource: "addresses", limit: 2, used: 2, requested: 1 },
    });
    const larger = { id: server.id, plan: "m1", restart: true };
    expect(await refusal(run(world, ada, resizeServer, larger))).toMatchObject({
      quota: { resource: "cores", limit: 3, used: 2, requested: 2 },
    });
    await set({ cores: 4 });
    await run(world, ada, resizeServer, larger);
    // What the disk will grow by counts from the order on.
    expect(await used()).toMatchObject({ servers: 1, cores: 4, memory_mb: 8192, disk_gb: 40 });
  });

  test("a plan gives its tenants more requests, an operator's word counts before it", async () => {
    const { world, ada } = stage();
    const tenant = tenantIn(ada);
    const perMinute = async () => (await requestRate(world.app, tenant)).limit;
    expect(await perMinute()).toBe(1000);
    await world.app.db.kysely
      .updateTable("plans")
      .set({ requests_per_minute: 3000 })
      .where("name", "=", "s1")
      .execute();
    await stage().create("web-1");
    expect(await perMinute()).toBe(1000);
    await world.clock.advance(60_000);
    expect(await perMinute()).toBe(3000);
    await set({ requests_per_minute: 50 });
    expect(await requestRate(world.app, tenant)).toEqual({ limit: 50, seconds: 60, burst: 10 });
  });
});
