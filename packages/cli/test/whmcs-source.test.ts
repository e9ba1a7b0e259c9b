import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ENTITIES, type Kind, type Outcome } from "@hostwright/core/migration";
import { fillWhmcs, type Label, SHAPES, type Shape, TIMEZONE, writeFiles } from "@hostwright/testbed/whmcs/index";
import { type Connection, createConnection } from "mysql2/promise";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  EMPTY_MAPPING,
  entities,
  type Mapping,
  openSource,
  parseMapping,
  SourceError,
} from "../src/migrate/whmcs/index.ts";
import { propose } from "../src/migrate/whmcs/inspect/propose.ts";
import { survey } from "../src/migrate/whmcs/inspect/survey.ts";
import { mappingYaml } from "../src/migrate/whmcs/inspect/yaml.ts";
import { attachmentFiles } from "../src/migrate/whmcs/source/attachments.ts";

const server = inject("mariadbUrl");
/** The attachments of all companies here. */
const directory = await mkdtemp(join(tmpdir(), "hostwright-attachments-"));
const files = await attachmentFiles(directory);
afterAll(() => rm(directory, { recursive: true }));

interface Company {
  url: string;
  readerUrl: string;
  labels: readonly Label[];
  mapping: Mapping;
}

/** A company in a database of its own; the reader may only SELECT. */
async function company(shape: Shape, database: string): Promise<Company> {
  const url = new URL(server ?? "");
  url.pathname = `/${database}`;
  const { knowledge, ...filled } = await fillWhmcs(url.href, { size: 60, shape, seed: 7 });
  await writeFiles(directory, filled);
  const decisions = { version: 1, timezone: TIMEZONE, ...knowledge };
  return { ...filled, mapping: parseMapping(JSON.stringify(decisions), "knowledge") };
}

async function read(
  url: string,
  mapping: Mapping,
  options: { only?: Kind[]; since?: string } = {},
): Promise<Outcome[]> {
  const source = await openSource(url);
  try {
    const all: Outcome[] = [];
    for await (const batch of entities(source, mapping, { timezone: TIMEZONE, files, ...options })) all.push(...batch);
    return all;
  } finally {
    await source.close();
  }
}

/** What is at `hold.kind`. */
function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null
          ? Object.entries(inner).find(([name]) => name === key)?.[1]
          : undefined,
      value,
    );
}

/** What a labelled row became, in the label's own terms; undefined: nothing. */
function became({ table, id, kind, expected }: Label, outcomes: readonly Outcome[]): unknown {
  const outcome = outcomes.find(
    (each) => each.source.table === table && each.source.id === id && (!kind || each.kind === kind),
  );
  if (!outcome) return undefined;
  if (outcome.outcome === "set_aside") return { outcome: "set_aside", code: outcome.code };
  const spec =
    expected.spec &&
    Object.fromEntries(Object.keys(expected.spec).map((key) => [key, at(outcome.entity, `spec.${key}`)]));
  const fields =
    expected.fields && Object.fromEntries(Object.keys(expected.fields).map((path) => [path, at(outcome.entity, path)]));
  return {
    outcome: outcome.kind === "legacy" ? "legacy" : "created",
    ...(spec ? { spec } : {}),
    ...(fields ? { fields } : {}),
  };
}

describe.skipIf(!server)("reading WHMCS", () => {
  describe.each(SHAPES)("%s", (shape) => {
    let given: Company;
    let outcomes: Outcome[];
    beforeAll(async () => {
      given = await company(shape, `whmcs_source_${shape.replace(".", "_")}`);
      outcomes = await read(given.readerUrl, given.mapping);
    });

    test("every labelled row becomes what it must", () => {
      // A row set aside only because of its parent is the loader's to name, unless the parent's own fault is in the way.
      const labels = given.labels.filter(({ expected }) => expected.code !== "parent_set_aside");
      const named = (label: Label) => `${label.trap}: ${label.table} ${label.id} ${label.kind ?? ""}`;
      const wanted = labels.map((label) => [named(label), label.expected]);
      expect(labels.map((label) => [named(label), became(label, outcomes)])).toEqual(wanted);
    });

    test("every entity has its kind's shape, and each row comes once a kind", () => {
      for (const outcome of outcomes) {
        if (outcome.outcome === "set_aside") continue;
        const parsed = ENTITIES[outcome.kind].safeParse(outcome.entity);
        expect(parsed.error?.issues, `${outcome.source.table}:${outcome.source.id}`).toBeUndefined();
      }
      const rows = outcomes.map(({ source, kind }) => `${source.table}:${source.id}:${kind}`);
      expect(new Set(rows).size).toBe(rows.length);
    });

    test("the same again is the same, hashes too", async () => {
      expect(await read(given.readerUrl, given.mapping)).toEqual(outcomes);
    });

    test("no card number is read", () => {
      expect(JSON.stringify(outcomes)).not.toContain("4111111111111111");
    });

    test("one kind alone is the same as among all", async () => {
      const servers = await read(given.readerUrl, given.mapping, { only: ["servers"] });
      expect(servers).toEqual(outcomes.filter(({ kind }) => kind === "servers"));
    });

    test("orphans are kept verbatim where the mapping says so", async () => {
      const kept = await read(given.readerUrl, { ...given.mapping, orphans: "legacy" });
      const orphaned = outcomes.flatMap((each) =>
        each.outcome === "set_aside" && each.code === "orphan" ? [each.source] : [],
      );
      expect(orphaned.length).toBeGreaterThan(10);
      for (const { table, id } of orphaned) {
        const [row, ...more] = kept.filter(
          ({ source, kind }) => source.table === table && source.id === id && kind === "legacy",
        );
        expect(at(row, "entity.row.id"), `${table}:${id}`).toBe(id);
        expect(more).toEqual([]);
      }
      expect(kept.filter((each) => each.outcome === "set_aside" && each.code === "orphan")).toEqual([]);
    });

    test("--since leaves out history alone", async () => {
      const later = await read(given.readerUrl, given.mapping, { since: "2100-01-01" });
      const count = (all: Outcome[], kind: Kind) => all.filter((outcome) => outcome.kind === kind).length;
      for (const kind of ["users", "tenants", "servers", "plans"] as const)
        expect(count(later, kind), kind).toBe(count(outcomes, kind));
      for (const kind of ["transactions", "credits", "tickets"] as const)
        expect(
          later.filter((outcome) => outcome.kind === kind && outcome.outcome === "entity"),
          kind,
        ).toEqual([]);
    });

    test("a proposed mapping file is one that can be read", async () => {
      const source = await openSource(given.readerUrl);
      try {
        const proposals = propose(await survey(source, EMPTY_MAPPING));
        const { products, images } = parseMapping(mappingYaml(proposals, shape), "proposed.yaml");
        expect(products["1"]).toEqual({ as: "server" });
        expect(images).toMatchObject({ "debian-13|Debian 13": "debian-13", "AlmaLinux 9": "almalinux-9" });
        const units = proposals.filter(({ value }) => typeof value === "object" && value !== null && "unit" in value);
        expect(new Set(units.map(({ confidence }) => confidence))).toEqual(new Set(["medium", "low"]));
        for (const { why } of proposals) expect(why).not.toBe("");
      } finally {
        await source.close();
      }
    });
  });

  describe("what changes", () => {
    let given: Company;
    let connection: Connection;
    beforeAll(async () => {
      given = await company("8.4", "whmcs_source_changes");
      connection = await createConnection(given.url);
    });
    afterAll(() => connection.end());

    test("a row's hash changes with a child of it, and no other's", async () => {
      const before = await read(given.readerUrl, given.mapping, { only: ["servers"] });
      const [rows] = await connection.query(
        "select relid from tblhostingconfigoptions where configid in (select id from tblproductconfigoptions where optiontype = '4') and qty > 1 order by id limit 1",
      );
      const relid = Array.isArray(rows) ? at(rows[0], "relid") : undefined;
      await connection.query("update tblhostingconfigoptions set qty = qty + 1 where relid = ? and qty > 1", [relid]);
      const after = await read(given.readerUrl, given.mapping, { only: ["servers"] });
      const changed = after.filter(({ source }, index) => before[index]?.source.hash !== source.hash);
      expect(changed.map(({ source }) => source.id)).toEqual([String(relid)]);
    });

    test("numbering continues where it stands: in a sequence, or by the invoices' own ids", async () => {
      const next = async () => {
        const [outcome] = await read(given.readerUrl, given.mapping, { only: ["sequences"] });
        return outcome?.outcome === "entity" ? outcome.entity : outcome;
      };
      expect(await next()).toEqual({ name: "invoice", next: 61, format: "INV-{YEAR}-{NUMBER}" });
      const numbering = (on: string) =>
        connection.query("update tblconfiguration set value = ? where setting = 'SequentialInvoiceNumbering'", [on]);
      await numbering("");
      const [rows] = await connection.query("select max(id) as last from tblinvoices");
      const last = Array.isArray(rows) ? Number(at(rows[0], "last")) : 0;
      expect(await next()).toEqual({ name: "invoice", next: last + 1, format: "{NUMBER}" });
      const unpaid = (await read(given.readerUrl, given.mapping, { only: ["invoices"] })).filter(
        ({ outcome, ...row }) => outcome === "entity" && at(row, "entity.status") === "unpaid",
      );
      for (const row of unpaid) expect(at(row, "entity.number")).toBe(row.source.id);
      await numbering("on");
    });

    test("what is written meanwhile is not seen", async () => {
      const source = await openSource(given.readerUrl);
      try {
        const count = async () => (await source.query("select count(*) as n from tblclients"))[0]?.n;
        const before = await count();
        await connection.query("set sql_mode = ''");
        await connection.query("insert into tblclients (firstname) values ('Late')");
        expect(await count()).toBe(before);
      } finally {
        await source.close();
      }
    });

    test("nothing can be written through a source", async () => {
      const source = await openSource(given.url);
      try {
        await expect(source.query("delete from tblclients")).rejects.toThrow(/READ.ONLY/i);
      } finally {
        await source.close();
      }
    });
  });

  describe("what cannot be read says why", () => {
    let given: Company;
    let connection: Connection;
    beforeAll(async () => {
      given = await company("8.4", "whmcs_source_broken");
      connection = await createConnection(given.url);
    });
    afterAll(() => connection.end());

    const failure = (url: string) =>
      openSource(url).then(
        async (source) => {
          await source.close();
          return "opened";
        },
        (error: unknown) => (error instanceof SourceError ? error.code : error),
      );
    const changed = (change: Partial<URL>): string => Object.assign(new URL(given.readerUrl), change).href;

    test.each<[string, Partial<Pick<URL, "pathname" | "port" | "password">>]>([
      ["source_url_invalid", { pathname: "/" }],
      ["source_unreachable", { port: "1" }],
      ["source_access_denied", { password: "wrong" }],
      ["source_rights_missing", { pathname: "/mysql" }],
    ])("%s", async (code, change) => {
      expect(await failure(changed(change))).toBe(code);
    });

    test("source_url_invalid for another kind of database", async () => {
      expect(await failure("postgres://localhost/whmcs")).toBe("source_url_invalid");
    });

    test("source_not_whmcs", async () => {
      const url = new URL(given.url);
      await connection.query("create database if not exists whmcs_source_empty");
      url.pathname = "/whmcs_source_empty";
      expect(await failure(url.href)).toBe("source_not_whmcs");
    });

    test("source_version_unsupported", async () => {
      await connection.query("update tblconfiguration set value = '5.3.14' where setting = 'Version'");
      expect(await failure(given.readerUrl)).toBe("source_version_unsupported");
      await connection.query("update tblconfiguration set value = '8.4.1-release.1' where setting = 'Version'");
    });

    test("source_table_missing", async () => {
      await connection.query("rename table tblinvoices to tblinvoices_away");
      expect(await failure(given.readerUrl)).toBe("source_table_missing");
      await connection.query("rename table tblinvoices_away to tblinvoices");
    });

    test("source_column_missing, when its table is read", async () => {
      await connection.query("alter table tblcredit change amount amount_away decimal(16,2) not null");
      await expect(read(given.readerUrl, given.mapping, { only: ["credits"] })).rejects.toMatchObject({
        code: "source_column_missing",
      });
      await connection.query("alter table tblcredit change amount_away amount decimal(16,2) not null");
    });
  });
});
