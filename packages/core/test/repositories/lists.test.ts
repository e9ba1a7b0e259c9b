import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { getAction, listActions, listActionsAsOperator } from "../../src/action/index.ts";
import { listAudit } from "../../src/audit/index.ts";
import { listImages, listLocations, listPlans } from "../../src/catalog/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { listEndpoints } from "../../src/placement/index.ts";
import {
  createServer,
  deleteServer,
  getServerAsOperator,
  getServerQuery,
  listServers,
  listServersAsOperator,
  stopAsOperator,
  stopServer,
  updateServer,
} from "../../src/server/index.ts";
import { order, useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

describeOnEachDatabase<Tables>("lists", (opened) => {
  const staged = useStage(opened);

  test("lists filter by name, status and labels, sort, and page without gaps", async () => {
    const stage = staged();
    await stage.running("charlie", { labels: { env: "prod", team: "a" } });
    await stage.create("alpha", { labels: { env: "prod" } });
    await stage.create("Bravo", { labels: { env: "dev", tier: "" } });
    expect(await stage.names({})).toEqual(["Bravo", "alpha", "charlie"]);
    expect(await stage.names({ sort: "created:asc" })).toEqual(["charlie", "alpha", "Bravo"]);
    expect(await stage.names({ sort: "name:asc" })).toEqual(["Bravo", "alpha", "charlie"]);
    expect(await stage.names({ name: "alpha" })).toEqual(["alpha"]);
    expect(await stage.names({ name: "ALPHA" })).toEqual([]);
    expect(await stage.names({ status: "running" })).toEqual(["charlie"]);
    const selected = (label_selector: string) => stage.names({ label_selector, sort: "name:asc" });
    expect(await selected("env=prod")).toEqual(["alpha", "charlie"]);
    expect(await selected("env!=prod")).toEqual(["Bravo"]);
    expect(await selected("team")).toEqual(["charlie"]);
    expect(await selected("!team,env in (prod,dev)")).toEqual(["Bravo", "alpha"]);
    expect(await selected("env notin (dev)")).toEqual(["alpha", "charlie"]);
    expect(await selected("tier=")).toEqual(["Bravo"]);
    for (const sort of ["name:asc", "name:desc", "created:asc", "created:desc"]) {
      const paged: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await run(stage.world, stage.ada, listServers, { sort, limit: 1, ...(cursor ? { cursor } : {}) });
        paged.push(...page.servers.map((server) => server.name));
        cursor = page.meta.pagination.next_cursor;
      } while (cursor);
      expect(paged).toEqual(await stage.names({ sort }));
    }
  });

  test("another tenant sees nothing of it", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    expect(await stage.names({}, stage.eve)).toEqual([]);
    const { actions } = await run(stage.world, stage.ada, listActions, {});
    const action = actions[0]?.id ?? "";
    const missing = { code: "not_found" };
    await expect(run(stage.world, stage.eve, getServerQuery, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(stage.world, stage.eve, stopServer, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(stage.world, stage.eve, updateServer, { id: server.id, name: "mine" })).rejects.toMatchObject(
      missing,
    );
    await expect(run(stage.world, stage.eve, deleteServer, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(stage.world, stage.eve, getAction, { id: action })).rejects.toMatchObject(missing);
    expect((await run(stage.world, stage.eve, listActions, {})).actions).toEqual([]);
    expect((await run(stage.world, stage.eve, listAudit, {})).entries).toEqual([]);
  });

  test("renaming and relabelling is found by lists and kept in the audit trail", async () => {
    const stage = staged();
    const server = await stage.running("web-1", { labels: { env: "prod" } });
    await run(stage.world, stage.ada, updateServer, { id: server.id, name: "web-2", labels: { env: "dev" } });
    const at = stage.now();
    expect(await stage.names({ name: "web-2", label_selector: "env=dev" })).toEqual(["web-2"]);
    expect(await stage.names({ label_selector: "env=prod" })).toEqual([]);
    const { entries } = await run(stage.world, stage.ada, listAudit, { resource: server.id, limit: 1 });
    expect(entries).toMatchObject([
      {
        command: "server.update",
        at,
        changes: {
          name: { before: "web-1", after: "web-2" },
          labels: { before: { env: "prod" }, after: { env: "dev" } },
        },
      },
    ]);
  });

  test("operators see all tenants' servers, actions and capacity", async () => {
    const stage = staged();
    const server = await stage.running("web-1");
    await run(stage.world, stage.eve, createServer, order("web-1"));
    const { servers } = await run(stage.world, asOperator, listServersAsOperator, { sort: "name:asc" });
    expect(servers.map((one) => [one.tenant.name, one.endpoint, one.vmid]).sort()).toEqual([
      ["Tenant 0", "fra1-a", 100_000],
      ["Tenant 1", "fra1-a", 100_001],
    ]);
    expect((await run(stage.world, asOperator, getServerAsOperator, { id: server.id })).server.node).toMatch(
      /^pve[12]$/,
    );
    const { actions } = await run(stage.world, asOperator, listActionsAsOperator, { status: "running" });
    expect(actions.map((action) => action.tenant?.name)).toEqual(["Tenant 1"]);
    const { action } = await run(stage.world, asOperator, stopAsOperator, { id: server.id });
    expect(action.command).toBe("server.stop");
    const { endpoints } = await run(stage.world, asOperator, listEndpoints);
    expect(endpoints).toMatchObject([{ nodes: [{ cores: { total: 8, limit: 16 } }, {}], free_ipv4: 10 }]);
  });

  test("the catalogue shows what is sold and where", async () => {
    const stage = staged();
    const { plans } = await run(stage.world, stage.ada, listPlans);
    expect(plans.map(({ name }) => name).sort()).toEqual(["m1", "s1"]);
    expect((await run(stage.world, stage.ada, listImages)).images).toMatchObject([
      { name: "debian-13", locations: ["fra1"] },
    ]);
    expect((await run(stage.world, stage.ada, listLocations)).locations).toMatchObject([{ name: "fra1", open: true }]);
  });
});
