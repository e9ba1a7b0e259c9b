import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { migrate as migrateDatabase, openDatabase } from "@hostwright/core/kernel/database/index";
import { hashOf, openObjects } from "@hostwright/core/kernel/objects/index";
import type { Outcome } from "@hostwright/core/migration";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDatabase } from "../../../../test/database.ts";
import { MIGRATIONS } from "../../../../test/each-database.ts";
import { aServer, brought, company, ref } from "../../../core/test/migration/company.ts";
import { migrate } from "../../src/migrate/index.ts";
import type { MigrationSource } from "../../src/migrate/source.ts";

const schema = new Ajv2020({ strict: false });
addFormats.default(schema);
const validate = schema.compile(
  JSON.parse(readFileSync(new URL("../../../../docs/migrate/schema.json", import.meta.url), "utf8")),
);

let target: string;
let drop: () => Promise<void>;
beforeEach(async () => {
  const created = await createDatabase();
  target = created.url;
  drop = created.drop;
  const database = openDatabase({ url: target });
  await migrateDatabase(database, { directory: MIGRATIONS });
  await database.close();
});
afterEach(() => drop());

const source = (outcomes: readonly Outcome[]): MigrationSource => ({
  key: "whmcs-test",
  system: "WHMCS 8.4",
  linkUsers: false,
  async *outcomes({ only }) {
    yield outcomes.filter(({ kind }) => !only || only.includes(kind));
  },
  filePath: async () => null,
  row: async (_table, id) => (id === "404" ? null : { id }),
  close: async () => {},
});

/** Runs the command line on a made-up company. */
async function hostwright(outcomes: readonly Outcome[], ...given: (string | Partial<MigrationSource>)[]) {
  const args = given.filter((one) => typeof one === "string");
  const over = Object.assign({}, ...given.filter((one) => typeof one === "object"));
  let out = "";
  let said = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += text;
    return true;
  });
  vi.spyOn(console, "log").mockImplementation((text) => {
    out += `${text}\n`;
  });
  vi.spyOn(console, "error").mockImplementation((text) => {
    said += `${text}\n`;
  });
  const systems = { whmcs: { open: async () => ({ ...source(outcomes), ...over }), commands: {} } };
  try {
    const all = ["whmcs", args[0] ?? "", "--source", "mysql://unused", "--target", target, ...args.slice(1)];
    return { code: await migrate(all, systems, () => target), out, said };
  } finally {
    vi.restoreAllMocks();
  }
}

const json = (text: string) => {
  const value = JSON.parse(text);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  return value;
};

const withOrphan = () => [
  ...company(),
  brought("servers", "tblhosting:2", aServer({ tenant: ref("tblclients:404"), adoption: null })),
];

describe("hostwright migrate", () => {
  test("plan and apply --dry-run say what apply then does", async () => {
    const plan = json((await hostwright(company(), "plan", "--json")).out);
    const dry = json((await hostwright(company(), "apply", "--dry-run", "--json")).out);
    const applied = json((await hostwright(company(), "apply", "--json", "--yes")).out);
    expect(applied.mode).toBe("apply");
    expect(applied.kinds).toEqual(plan.kinds);
    expect(dry.kinds).toEqual(plan.kinds);
    expect(plan.kinds.clients).toEqual({ source: 1, create: 1, update: 0, unchanged: 0, set_aside: 0 });
  });

  test("ends with 0 when all came over, with 2 when rows were set aside unless that is allowed", async () => {
    expect((await hostwright(company(), "apply", "--yes")).code).toBe(0);
    const { code, out } = await hostwright(withOrphan(), "apply", "--json", "--yes");
    expect(code).toBe(2);
    expect(json(out).set_aside).toMatchObject([{ table: "tblhosting", id: "2", kind: "servers", code: "orphan" }]);
    expect((await hostwright(withOrphan(), "apply", "--allow-set-aside")).code).toBe(0);
  });

  test("traces a row to what it became, or to why it was set aside", async () => {
    await hostwright(withOrphan(), "apply", "--yes");
    const one = json((await hostwright(withOrphan(), "trace", "tblhosting:1", "--json")).out);
    expect(one).toMatchObject({
      source: { table: "tblhosting", id: "1" },
      outcome: "created",
      target: { type: "server", id: expect.stringMatching(/^srv_/) },
      spec: { cores: 2, memory_mb: 4096, image: "debian-12", location: "fra" },
      raw: { id: "1" },
    });
    expect(json((await hostwright(withOrphan(), "trace", "tblhosting:2", "--json")).out)).toMatchObject({
      outcome: "set_aside",
      code: "orphan",
    });
    expect((await hostwright(withOrphan(), "trace", "tblhosting:404")).code).toBe(2);
    await hostwright(withOrphan(), "apply", "--yes");
    expect(json((await hostwright(withOrphan(), "trace", "tblhosting:1", "--json")).out).outcome).toBe("unchanged");
  });

  test("reconciles both sides, and names what differs row by row", async () => {
    await hostwright(company(), "apply", "--yes");
    const equal = await hostwright(company(), "reconcile", "--json");
    expect(json(equal.out).differences).toEqual([]);
    expect(equal.code).toBe(0);
    for (const { sides } of Object.values<{ sides: Record<string, unknown> }>(json(equal.out).kinds))
      expect(sides.source).toEqual(sides.target);

    const moved = company({ server: { spec: { ...aServer().spec, cores: 8 } } }).filter(
      ({ kind }) => kind !== "legacy",
    );
    const differs = await hostwright([...moved, brought("legacy", "tbldomains:8", legacyRow)], "reconcile", "--json");
    expect(differs.code).toBe(2);
    expect(json(differs.out).differences).toMatchObject([
      { table: "tblhosting", id: "1", code: "differs" },
      { table: "tbldomains", id: "8", code: "missing_here" },
      { table: "tbldomains", id: "7", code: "gone_at_source" },
    ]);
  });

  test("undoes exactly what a run brought, and nothing once it has been used", async () => {
    await hostwright(company(), "apply", "--yes");
    const database = openDatabase<{ servers: { name: string }; users: { id: string } }>({ url: target });
    const people = () => database.kysely.selectFrom("users").select("id").execute();
    await database.kysely.updateTable("servers").set({ name: "renamed here" }).execute();
    const refused = await hostwright(company(), "undo", "--yes", "--json");
    expect(refused.code).toBe(2);
    expect(json(refused.out).used).toMatchObject([{ table: "tblhosting", id: "1", message: "was changed here" }]);
    expect(await people()).toHaveLength(1);

    await database.kysely.updateTable("servers").set({ name: "web-1.example.com" }).execute();
    const undone = await hostwright(company(), "undo", "--yes", "--json");
    expect(undone.code).toBe(0);
    expect(json(undone.out).removed).toMatchObject({ servers: 1, clients: 1, users: 1, invoices: 1, legacy: 1 });
    expect(await people()).toEqual([]);
    expect(json((await hostwright(company(), "status", "--json")).out).runs).toMatchObject([{ status: "undone" }]);
    await database.close();
  });

  test("keeps attachments' files, misses them when they are lost, and takes them away with the run", async () => {
    const folder = await mkdtemp(join(tmpdir(), "hostwright-commands-"));
    const objects = pathToFileURL(join(folder, "objects")).href;
    await writeFile(join(folder, "1_log.txt"), "the log");
    const sha256 = await hashOf(join(folder, "1_log.txt"));
    const file = { tenant: null, message: ref("tbltickets:5"), name: "log.txt", file: "1_log.txt", size: 7, sha256 };
    const all: Outcome[] = [
      ...company(),
      brought("tickets", "tbltickets:5", aTicket),
      brought("attachments", "tbltickets:5/0", { ticket: ref("tbltickets:5"), ...file }),
    ];
    const kept = async () => (await openObjects(objects, { region: "nowhere" })).check(sha256);
    const given = { filePath: async (name: string) => join(folder, name) };

    const nowhere = await hostwright(all, "apply", "--yes", given);
    expect([nowhere.code, nowhere.said]).toEqual([1, expect.stringContaining("--objects")]);
    expect((await hostwright(all, "apply", "--yes", "--objects", objects, given)).code).toBe(0);
    expect(await kept()).toBe("kept");
    expect((await hostwright(all, "reconcile", "--objects", objects, "--json")).code).toBe(0);

    await rm(join(folder, "objects"), { recursive: true });
    const lost = await hostwright(all, "reconcile", "--objects", objects, "--json");
    expect(json(lost.out).differences).toMatchObject([{ kind: "attachments", table: "tbltickets", code: "gone_here" }]);
    expect(lost.code).toBe(2);

    await hostwright(all, "undo", "--yes", "--objects", objects);
    await hostwright(all, "apply", "--yes", "--objects", objects, given);
    expect(await kept()).toBe("kept");
    expect(json((await hostwright(all, "undo", "--yes", "--objects", objects, "--json")).out).removed.attachments).toBe(
      1,
    );
    expect(await kept()).toBe("missing");
    await rm(folder, { recursive: true });
  });

  test("refuses a target where people have the same addresses by hand, before it brings anything", async () => {
    const database = openDatabase<{ users: Record<string, unknown>; tenants: { id: string } }>({ url: target });
    const person = { id: "usr_1", email: "ada@example.com", name: "Ada", password_hash: "" };
    await database.kysely
      .insertInto("users")
      .values({ ...person, created_at: new Date() })
      .execute();
    const { code, said } = await hostwright(company(), "apply", "--yes");
    expect(code).toBe(1);
    expect(said).toContain("used by hand");
    expect(said).toContain("tblusers:1");
    expect(await database.kysely.selectFrom("tenants").select("id").execute()).toEqual([]);
    await database.close();
  });

  test("adopts, and hands over only what carries our mark and does not change at the source any more", async () => {
    await hostwright(company(), "apply", "--yes");
    expect((await hostwright(company(), "hand-over", "tblhosting:1")).out).toContain("adopt it first");
    const { code, out } = await hostwright(company(), "adopt", "--all", "--json");
    expect(code).toBe(0);
    const { done } = JSON.parse(out);
    const database = openDatabase<{ servers: { id: string; adoption: string; action_id: string | null } }>({
      url: target,
    });
    const marked = { adoption: "adopted", action_id: null };
    await database.kysely.updateTable("servers").set(marked).where("id", "in", done).execute();
    expect((await hostwright(company(), "hand-over", "tblhosting:1")).code).toBe(2);
    await hostwright(company(), "apply", "--yes");
    expect((await hostwright(company(), "hand-over", "tblhosting:1")).code).toBe(0);
    expect((await hostwright(company(), "hand-back", "--all")).code).toBe(0);
    await database.close();
  });

  test.for([
    ["a target that does not answer", ["plan", "--target", "postgres://127.0.0.1:1/x"], "does not answer"],
    ["a flag it does not know", ["plan", "--fast"], "--fast"],
    ["a kind it does not know", ["plan", "--only", "cats"], "cats"],
    ["a command it does not know", ["sing"], "hostwright migrate"],
  ] as const)("says what is wrong with %s, and ends with 1", async ([, args, words]) => {
    const { code, said } = await hostwright([], ...args);
    expect(said).toContain(words);
    expect(code).toBe(1);
  });
});

const aTicket = {
  tenant: null,
  reference: "ABC",
  department: "",
  subject: "Help",
  status: "Open",
  urgency: "High",
  service: null,
  messages: [],
};
const legacyRow = { tenant: ref("tblclients:1"), title: "example.org", row: { id: "8" } };
