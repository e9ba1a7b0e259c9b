import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { jsonIn } from "../../src/kernel/database/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { createNote, getTenantAsOperator, listNotes, search } from "../../src/staff/index.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

describeOnEachDatabase<Tables>("what operators look up", (opened) => {
  const staged = useStage(opened);
  const db = () => staged().world.app.db.kysely;
  const tenant = () => {
    const { ada } = staged();
    return ada.type === "user" ? ada.tenant : "";
  };
  const find = async (q: string, at?: string) =>
    (await run(staged().world, asOperator, search, { q, ...(at ? { at } : {}) })).results;
  const brief = async (q: string, at?: string) =>
    (await find(q, at)).map(({ type, name, found_by }) => [type, name, found_by]);
  const person = async (name: string, email: string) => {
    const id = `usr_${email.replace(/\W/g, "").padEnd(26, "0").slice(0, 26)}`;
    await db()
      .insertInto("users")
      .values({ id, name, email, password_hash: "", created_at: staged().world.clock.now() })
      .execute();
    await db()
      .insertInto("memberships")
      .values({
        tenant_id: tenant(),
        user_id: id,
        role: "member",
        scope: "env=test",
        created_at: staged().world.clock.now(),
      })
      .execute();
    return id;
  };

  test("a server by its address now, and whose it was at a moment", async () => {
    const server = await staged().running("web-1");
    const address = server.ipv4?.address ?? "";
    expect(await brief(address)).toEqual([["server", "web-1", "address"]]);
    expect(await brief(server.ipv6?.address ?? "")).toEqual([["server", "web-1", "address"]]);
    const from = new Date("2026-01-01T00:00:00Z");
    const until = new Date("2026-02-01T00:00:00Z");
    const past = await staged().running("old-1");
    const row = { id: "ahi_1", address, tenant_id: tenant(), server_id: past.id, from_at: from, until_at: until };
    await db().insertInto("address_history").values(row).execute();
    expect((await brief(address)).map(([, name]) => name)).toEqual(["web-1", "old-1"]);
    expect(await brief(address, "2026-01-15T00:00:00Z")).toEqual([["server", "old-1", "address"]]);
    expect(await brief(address, "2026-02-01T00:00:00Z")).toEqual([]);
    expect(await brief("192.0.2.1")).toEqual([]);
  });

  test("by host name, id, VM id, and once it is gone", async () => {
    const server = await staged().running("Shop-7");
    const { vmid } = await db()
      .selectFrom("servers")
      .select("vmid")
      .where("id", "=", server.id)
      .executeTakeFirstOrThrow();
    expect(await brief("shop")).toEqual([["server", "Shop-7", "host_name"]]);
    expect(await brief(server.id)).toEqual([["server", "Shop-7", "id"]]);
    expect(await brief(String(vmid))).toEqual([["server", "Shop-7", "vm_id"]]);
    const { id: action } = await db().selectFrom("actions").select("id").executeTakeFirstOrThrow();
    expect(await find(action)).toMatchObject([{ name: "Shop-7", detail: action }]);
    await db().updateTable("servers").set({ deleted_at: staged().world.clock.now() }).execute();
    expect(await find("shop-7")).toMatchObject([{ name: "Shop-7", deleted: true, tenant: { id: tenant() } }]);
  });

  test("a person by e-mail or name, a tenant by how its name begins; signs of SQL's own are letters", async () => {
    const id = await person("Grace Hopper", "grace@example.com");
    expect(await brief("grace@exa")).toEqual([["user", "Grace Hopper", "email"]]);
    expect(await brief("grace")).toEqual([["user", "Grace Hopper", "name"]]);
    expect(await find(id)).toMatchObject([{ id, tenant: { id: tenant() }, detail: "grace@example.com" }]);
    const { name } = await db()
      .selectFrom("tenants")
      .select("name")
      .where("id", "=", tenant())
      .executeTakeFirstOrThrow();
    expect(await brief(name.slice(0, 4))).toContainEqual(["tenant", name, "name"]);
    expect(await brief("%%")).toEqual([]);
    expect(await brief("__")).toEqual([]);
  });

  test("what came from WHMCS by its id there", async () => {
    const server = await staged().running("web-1");
    const now = staged().world.clock.now();
    const run = { id: "mig_1", source: "old", system: "WHMCS", mode: "apply" as const, status: "done" as const };
    await db()
      .insertInto("migration_runs")
      .values({
        ...run,
        started_at: now,
        ended_at: now,
        heartbeat_at: now,
        kinds: jsonIn({}),
        problem: null,
        reconciliation: null,
      })
      .execute();
    const row = { source: "old", source_table: "tblhosting", source_id: "4711", kind: "servers", target_id: server.id };
    await db()
      .insertInto("migration_rows")
      .values({ ...row, ...{ hash: "h", written_hash: "h", run_id: "mig_1" } })
      .execute();
    expect(await find("tblhosting:4711")).toMatchObject([
      { name: "web-1", found_by: "whmcs_id", detail: "tblhosting 4711" },
    ]);
    expect(await brief("4711")).toEqual([["server", "web-1", "whmcs_id"]]);
    expect(await brief("tblclients:4711")).toEqual([]);
    for (const table of ["migration_rows", "migration_runs"] as const) await db().deleteFrom(table).execute();
  });

  test("a tenant with its people, their roles and scopes, and what is held", async () => {
    await person("Grace Hopper", "grace@example.com");
    await staged().running("web-1");
    const { tenant: seen } = await run(staged().world, asOperator, getTenantAsOperator, { id: tenant() });
    expect(seen).toMatchObject({ id: tenant(), servers: 1, holds: [] });
    expect(seen.members).toMatchObject([
      { user: { name: "Grace Hopper" }, role: "member", role_name: "member", scope: "env=test", operator: false },
    ]);
  });

  test("staff notes, the pinned ones first", async () => {
    if (asOperator.type !== "operator") throw new Error("an operator is needed");
    const staff = { id: asOperator.user, name: "Olga", email: "olga@example.com", password_hash: "" };
    await db()
      .insertInto("users")
      .values({ ...staff, created_at: staged().world.clock.now() })
      .execute();
    const write = (text: string, pinned = false) =>
      run(staged().world, asOperator, createNote, { subject: tenant(), text, pinned });
    await write("first");
    await write("pinned", true);
    await write("last");
    const { notes } = await run(staged().world, asOperator, listNotes, { subject: tenant() });
    expect(notes.map(({ text, own }) => [text, own])).toEqual([
      ["pinned", true],
      ["last", true],
      ["first", true],
    ]);
    const rows = await db().selectFrom("audit_log").selectAll().where("command", "=", "staff.note.create").execute();
    expect(rows.map(({ tenant_id }) => tenant_id)).toEqual([null, null, null]);
    expect(JSON.stringify(rows)).not.toContain("first");
  });
});
