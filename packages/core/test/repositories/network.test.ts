import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { orderAddress, releaseAddress, setReverseDns } from "../../src/address/index.ts";
import { getFirewall, setFirewall, setSmtp } from "../../src/firewall/index.ts";
import { countRoundTrips } from "../../src/kernel/database/round-trips.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { listAssignments } from "../../src/network/index.ts";
import { deleteServer, getServerAsOperator, getServerQuery } from "../../src/server/index.ts";
import { follow, WELL } from "../follow.ts";
import { type Stage, useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

const rule = {
  direction: "in",
  protocol: "tcp",
  ports: ["22"],
  sources: ["192.0.2.7", "2001:DB8::/32"],
  action: "accept",
  description: "Büro ☎",
};
const LIST = { rules: [rule], default_in: "drop", default_out: "accept" };
const FAILING = {
  ...WELL,
  "server.protect": {
    ok: false as const,
    error: { code: "proxmox_refused", message: "Refused.", detail: "no quorum", retryable: false },
  },
};

describeOnEachDatabase<Tables>("a server's network", (opened) => {
  const staged = useStage(opened);
  const seen = async (stage: Stage, id: string) =>
    (await run(stage.world, stage.ada, getServerQuery, { id })).server.addresses;

  test("a firewall is set within 15 round trips, kept as it was meant, and shown", async () => {
    const stage = staged();
    const { id } = await stage.running("web-1");
    const { value, roundTrips } = await countRoundTrips(() =>
      run(stage.world, stage.ada, setFirewall, { id, ...LIST }),
    );
    expect(roundTrips).toBeLessThanOrEqual(15);
    expect(await follow(stage.world, value.action.id)).toBe("succeeded");
    const { firewall } = await run(stage.world, stage.ada, getFirewall, { id });
    expect(firewall).toMatchObject({
      rules: [{ ...rule, sources: ["192.0.2.7/32", "2001:db8::/32"], destinations: [] }],
      default_in: "drop",
      smtp_open: false,
    });
    const job = stage.world.sent.findLast((message) => message.topic === "job");
    expect(job?.topic === "job" && job.body).toMatchObject({
      kind: "server.protect",
      payload: { smtp_open: false, extra_addresses: [], firewall: { default_in: "drop" } },
    });
    await expect(run(stage.world, stage.eve, getFirewall, { id })).rejects.toMatchObject({ code: "not_found" });
  });

  test("a list that could not be applied is not kept", async () => {
    const stage = staged();
    const { id } = await stage.running("web-1");
    const { action } = await run(stage.world, stage.ada, setFirewall, { id, ...LIST });
    const once = { ...FAILING };
    await expect(follow(stage.world, action.id, once)).rejects.toThrow();
    expect((await run(stage.world, stage.ada, getFirewall, { id })).firewall.rules).toEqual([]);
  });

  test("outgoing mail opened and rules set do not undo each other", async () => {
    const stage = staged();
    const { id } = await stage.running("web-1");
    for (const { action } of [await run(stage.world, asOperator, setSmtp, { id, open: true, reason: "ticket 7" })])
      expect(await follow(stage.world, action.id)).toBe("succeeded");
    const { action } = await run(stage.world, stage.ada, setFirewall, { id, ...LIST });
    expect(await follow(stage.world, action.id)).toBe("succeeded");
    expect((await run(stage.world, stage.ada, getFirewall, { id })).firewall).toMatchObject({
      smtp_open: true,
      default_in: "drop",
    });
    expect((await run(stage.world, asOperator, getServerAsOperator, { id })).server.smtp_open).toBe(true);
  });

  test("an extra address is ordered, named, given back and remembered", async () => {
    const stage = staged();
    const { id } = await stage.running("web-1");
    const { address, action } = await run(stage.world, stage.ada, orderAddress, { id, family: "ipv4" });
    expect(await follow(stage.world, action.id)).toBe("succeeded");
    expect((await seen(stage, id)).map(({ primary }) => primary)).toEqual([true, true, false]);
    await run(stage.world, stage.ada, setReverseDns, { id, address, reverse_dns: "a.example.com" });
    await run(stage.world, stage.ada, setReverseDns, { id, address, reverse_dns: "b.example.com" });
    expect((await seen(stage, id)).at(-1)?.reverse_dns).toEqual([
      { address, host_name: "b.example.com", published: false },
    ]);
    const released = await run(stage.world, stage.ada, releaseAddress, { id, address });
    expect(await follow(stage.world, released.action.id)).toBe("succeeded");
    expect(await seen(stage, id)).toHaveLength(2);
    const { assignments } = await run(stage.world, asOperator, listAssignments, { address });
    expect(assignments).toMatchObject([{ address, server: { id } }]);
    expect(assignments[0]?.until).not.toBeNull();
  });

  test("of the last address two may want, one gets it; none left is said", async () => {
    const stage = staged();
    const { id } = await stage.running("web-1");
    const other = await stage.running("web-2");
    const db = stage.world.app.db.kysely;
    const free = await db
      .selectFrom("addresses")
      .innerJoin("pools", "pools.id", "addresses.pool_id")
      .select("addresses.id")
      .where("addresses.server_id", "is", null)
      .where("pools.family", "=", 4)
      .execute();
    const spare = free.slice(1).map((row) => row.id);
    await db.deleteFrom("addresses").where("id", "in", spare).execute();
    const outcomes = await Promise.allSettled(
      [id, other.id].map((one) => run(stage.world, stage.ada, orderAddress, { id: one, family: "ipv4" })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "resource_unavailable" },
    });
  });

  test("names in a /64 are kept for single addresses, up to a limit, and go with the server", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    const base = server.ipv6?.network.replace("::/64", ":") ?? "";
    for (let index = 1; index <= 64; index++)
      await run(stage.world, stage.ada, setReverseDns, {
        id: server.id,
        address: `${base}0:0:0:${index.toString(16)}`,
        reverse_dns: `n${index}.example.com`,
      });
    const [, network] = await seen(stage, server.id);
    expect(network?.reverse_dns).toHaveLength(64);
    await expect(
      run(stage.world, stage.ada, setReverseDns, {
        id: server.id,
        address: `${base}0:0:1:1`,
        reverse_dns: "more.example.com",
      }),
    ).rejects.toMatchObject({ code: "resource_limit_exceeded" });
    const { action } = await run(stage.world, stage.ada, deleteServer, { id: server.id });
    expect(await follow(stage.world, action.id)).toBe("succeeded");
    expect(await stage.world.app.db.kysely.selectFrom("reverse_names").selectAll().execute()).toEqual([]);
  });
});
