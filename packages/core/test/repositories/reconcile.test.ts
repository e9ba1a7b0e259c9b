import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { jsonOut } from "../../src/kernel/database/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { takeObservation } from "../../src/monitoring/index.ts";
import type { ObservationMessage, ObservedSite } from "../../src/monitoring/jobs.ts";
import { macOf } from "../../src/network/index.ts";
import { decideFinding, getFinding, listFindings, muteFinding, reconcile } from "../../src/reconcile/index.ts";
import { deleteServer, shutdownServer } from "../../src/server/index.ts";
import { follow } from "../follow.ts";
import { type Stage, useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

type Vm = ObservationMessage["vms"][number];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const storage = (node: string) => ({
  name: "local-zfs",
  node,
  shared: false,
  available: true,
  size_gb: 1000,
  used_gb: 10,
});
const node = (name: string) => ({ name, online: true, cores: 8, memory_mb: 16_384 });
const SITE: ObservedSite = {
  firewall: true,
  nodes: [node("pve1"), node("pve2")],
  storages: [storage("pve1"), storage("pve2")],
};
const TEMPLATES: Vm[] = [
  { vmid: 9001, node: "pve1", status: "stopped", template: true },
  { vmid: 9002, node: "pve2", status: "stopped", template: true },
];

describeOnEachDatabase<Tables>("the reconciler", (opened) => {
  const stage = useStage(opened);

  /** A minute later the endpoint shows these, and is compared. */
  async function look(vms: Vm[], site: Partial<ObservedSite> = {}, ms = 3 * MINUTE): Promise<void> {
    const { world } = stage();
    await world.clock.advance(ms);
    const at = world.clock.now().toISOString();
    await takeObservation(world.app, {
      type: "observation",
      version: 1,
      relay: "relay-1",
      location: "fra1",
      at,
      endpoint: "fra1-a",
      round: `relay-1.${at}`,
      part: 0,
      parts: 1,
      site: { ...SITE, ...site },
      vms: [...TEMPLATES, ...vms],
    });
    await reconcile(world.app);
  }
  const row = ({ world }: Stage, id: string) =>
    world.app.db.kysely.selectFrom("servers").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const nodeName = async ({ world }: Stage, id: string | null) =>
    (
      await world.app.db.kysely
        .selectFrom("nodes")
        .select("name")
        .where("id", "=", id ?? "")
        .executeTakeFirst()
    )?.name ?? "";
  /** The machine as it should be. */
  async function vmOf(
    id: string,
    more: Partial<Vm> = {},
    config: Partial<NonNullable<Vm["config"]>> = {},
  ): Promise<Vm> {
    const { vmid, node_id, cores, memory_mb } = await row(stage(), id);
    const facts = { server: id, cores, memory_mb, mac: macOf(id), firewall: true, ...config };
    return { vmid, node: await nodeName(stage(), node_id), status: "running", uptime: 600, config: facts, ...more };
  }
  const findings = async (input: object = { status: "open" }) =>
    (await run(stage().world, asOperator, listFindings, input)).findings;
  const codes = async (input?: object) => (await findings(input)).map(({ code }) => code);
  const audits = async (command: string) => {
    const { kysely } = stage().world.app.db;
    return kysely.selectFrom("audit_log").selectAll().where("command", "=", command).execute();
  };

  test("finds nothing where all is as it should be", async () => {
    const server = await stage().running("right");
    for (let round = 0; round < 3; round++) await look([await vmOf(server.id)]);
    expect(await findings({})).toEqual([]);
  });

  test("a missing machine is reported at its second look, and the report closes by itself", async () => {
    const server = await stage().running("gone");
    const other = await stage().running("there");
    await look([await vmOf(other.id)]);
    expect(await codes()).toEqual([]);
    await look([await vmOf(other.id)]);
    expect(await findings()).toMatchObject([
      { code: "vm_missing", severity: "critical", subject: { id: server.id }, sightings: 2, about: { name: "gone" } },
    ]);
    await look([await vmOf(other.id), await vmOf(server.id)]);
    expect(await codes()).toEqual([]);
    expect(await findings({ status: "closed" })).toMatchObject([
      { code: "vm_missing", resolution: "Not seen any more." },
    ]);
  });

  test("what an action is doing or has just done is no finding", async () => {
    const server = await stage().running("leaving");
    const vm = await vmOf(server.id);
    await run(stage().world, stage().ada, shutdownServer, { id: server.id });
    for (let round = 0; round < 3; round++) await look([]);
    expect(await findings({})).toEqual([]);

    const other = await stage().running("deleted");
    const rest = await vmOf(other.id);
    const { action } = await run(stage().world, stage().ada, deleteServer, { id: other.id });
    await look([vm, rest]);
    await follow(stage().world, action.id);
    await look([vm, rest], {}, MINUTE);
    expect(await codes({})).toEqual([]);
  });

  test("other cores, another MAC address and a card without firewall are shown with both sides", async () => {
    const server = await stage().running("changed");
    const changed = async () => vmOf(server.id, {}, { cores: 16, mac: "DE:AD:BE:EF:00:01", firewall: false });
    await look([await changed()]);
    await look([await changed()]);
    expect((await findings()).sort((a, b) => a.code.localeCompare(b.code))).toMatchObject([
      {
        code: "network_changed",
        expected: { mac: macOf(server.id), firewall: true },
        observed: { mac: "DE:AD:BE:EF:00:01", firewall: false },
        decisions: [{ decision: "reapply", refused: null }],
      },
      { code: "size_changed", expected: { cores: 2 }, observed: { cores: 16 } },
    ]);
    const [finding] = await findings({ code: "size_changed" });
    const { action } = await run(stage().world, asOperator, decideFinding, { id: finding?.id, decision: "reapply" });
    expect(await row(stage(), server.id)).toMatchObject({ action_id: action?.id });
  });

  test("a moved machine is recorded where it is, with its storage, and the repair is on record", async () => {
    const server = await stage().running("wanderer");
    const before = await row(stage(), server.id);
    const from = await nodeName(stage(), before.node_id);
    const to = from === "pve1" ? "pve2" : "pve1";
    await look([await vmOf(server.id, { node: to })]);
    expect((await row(stage(), server.id)).node_id).toBe(before.node_id);
    await look([await vmOf(server.id, { node: to })]);
    const after = await row(stage(), server.id);
    expect(await nodeName(stage(), after.node_id)).toBe(to);
    expect(after.storage_id).not.toBe(before.storage_id);
    expect(await codes()).toEqual([]);
    expect(await findings({ status: "closed" })).toMatchObject([
      { code: "vm_moved", resolution: `Repaired: recorded that it runs on ${to}.` },
    ]);
    expect(await audits("reconcile.repair")).toMatchObject([{ actor_id: "reconciler", resource_id: server.id }]);
  });

  test("an orphan goes only when an operator confirms its number, and never while its server is there", async () => {
    const server = await stage().running("parent");
    const copy = await vmOf(server.id, { vmid: 100_500 });
    const orphan: Vm = { ...copy, vmid: 100_501, config: { ...copy.config, server: "srv_unknown" } as Vm["config"] };
    for (let round = 0; round < 2; round++) await look([await vmOf(server.id), copy, orphan]);
    expect((await codes()).sort()).toEqual(["claimed_twice", "orphan"]);
    const [found] = await findings({ code: "orphan" });
    const decide = (confirm: string) =>
      run(stage().world, asOperator, decideFinding, { id: found?.id, decision: "destroy", confirm });
    await expect(decide("100500")).rejects.toThrow("confirm");
    const { action } = await decide("100501");
    const { sent } = stage().world;
    expect(await follow(stage().world, action?.id ?? "")).toBe("succeeded");
    const job = sent.find((message) => message.topic === "job" && message.group === "orphan.100501");
    expect(job).toMatchObject({ body: { payload: { vmid: 100_501, mark: "hostwright:srv_unknown" } } });
    await look([await vmOf(server.id), copy]);
    expect(await codes()).toEqual(["claimed_twice"]);
  });

  test("addresses of servers that are gone go back after an hour, and not before", async () => {
    const server = await stage().running("leaky");
    const { kysely } = stage().world.app.db;
    const { action } = await run(stage().world, stage().ada, deleteServer, { id: server.id });
    await follow(stage().world, action.id);
    const [address] = await kysely.selectFrom("addresses").selectAll().limit(1).execute();
    const held = { server_id: server.id, tenant_id: "ten_x", assigned_at: stage().world.clock.now() };
    await kysely
      .updateTable("addresses")
      .set(held)
      .where("id", "=", address?.id ?? "")
      .execute();
    for (let round = 0; round < 3; round++) await look([]);
    expect(await codes()).toEqual(["address_leaked"]);
    await look([], {}, HOUR);
    expect(await codes()).toEqual([]);
    const left = await kysely.selectFrom("addresses").select("id").where("server_id", "is not", null).execute();
    expect(left).toEqual([]);
    const past = await kysely
      .selectFrom("address_history")
      .select("id")
      .where("address", "=", address?.address ?? "")
      .execute();
    expect(past.length).toBeGreaterThan(0);
  });

  test("the site: firewall off, a node away, a template gone, less than is sold", async () => {
    const site = {
      firewall: false,
      nodes: [{ ...node("pve1"), memory_mb: 8192 }],
      storages: [{ ...storage("pve1"), used_gb: 950 }, storage("pve2")],
    };
    await look([], site);
    await stage().world.app.db.kysely.updateTable("templates").set({ vmid: 9999 }).where("vmid", "=", 9002).execute();
    await look([], site);
    await look([], site);
    expect((await codes()).sort()).toEqual([
      "capacity_short",
      "capacity_short",
      "cluster_firewall_off",
      "node_missing",
      "template_missing",
    ]);
  });

  test("a list that lacks most machines is one finding, not one for each server", async () => {
    for (let count = 0; count < 6; count++) await stage().running(`many-${count}`);
    for (let round = 0; round < 2; round++) await look([]);
    expect(await codes()).toEqual(["vms_invisible"]);
  });

  test("an endpoint nobody has observed for five minutes is a finding until it is observed again", async () => {
    await look([]);
    const { world } = stage();
    await world.clock.advance(4 * MINUTE);
    await reconcile(world.app);
    await reconcile(world.app);
    expect(await codes()).toEqual([]);
    await world.clock.advance(2 * MINUTE);
    await reconcile(world.app);
    await reconcile(world.app);
    expect(await codes()).toEqual(["endpoint_unobserved"]);
    await look([]);
    expect(await codes()).toEqual([]);
  });

  test("muted, a finding stays quiet while it is seen; a lost server is declared so by name", async () => {
    const server = await stage().running("lost");
    await stage().running("kept");
    const others = async () => {
      const rows = await stage().world.app.db.kysely.selectFrom("servers").select(["id", "name"]).execute();
      return Promise.all(rows.filter(({ name }) => name === "kept").map(({ id }) => vmOf(id)));
    };
    for (let round = 0; round < 2; round++) await look(await others());
    const [found] = await findings();
    const id = found?.id ?? "";
    await run(stage().world, asOperator, muteFinding, { id, reason: "restored on Monday" });
    await look(await others());
    expect((await run(stage().world, asOperator, getFinding, { id })).finding).toMatchObject({
      status: "muted",
      sightings: 3,
      muted_reason: "restored on Monday",
    });
    const decide = (confirm: string) =>
      run(stage().world, asOperator, decideFinding, { id, decision: "mark_lost", confirm });
    await expect(decide("kept")).rejects.toThrow("confirm");
    await decide("lost");
    expect((await row(stage(), server.id)).status).toBe("failed");
    const [audit] = await audits("operator.finding.decide");
    expect(jsonOut(audit?.changes ?? "{}")).toMatchObject({ decision: "mark_lost", code: "vm_missing" });
  });
});
