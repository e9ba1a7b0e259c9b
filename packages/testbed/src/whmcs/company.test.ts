import { createHash } from "node:crypto";
import { SET_ASIDE } from "@hostwright/core/migration";
import { describe, expect, test } from "vitest";
import { type CompanyOptions, makeCompany } from "./company/index.ts";
import { layoutOf, SHAPES } from "./layout/shapes.ts";
import { trapsOf } from "./traps/index.ts";

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/** Everything a company consists of, gathered. */
function gather(options: CompanyOptions) {
  const company = makeCompany(options);
  const rows = [...company.rows];
  const digest = createHash("sha256")
    .update(JSON.stringify([rows, company.labels, company.knowledge]))
    .digest("hex");
  return { ...company, rows, digest };
}

describe.each(SHAPES)("a company on WHMCS %s", (shape) => {
  const tables = new Map(layoutOf(shape).map((table) => [table.name, new Set(table.columns.map(({ name }) => name))]));

  test.each(SEEDS)("holds every trap with seed %i, each with rows that exist under ids of their own", (seed) => {
    const { rows, labels } = gather({ size: 40, shape, seed });
    const ids = new Map<string, Set<string>>();
    const twice: string[] = [];
    for (const [table, { id }] of rows) {
      const known = ids.get(table) ?? new Set();
      if (known.has(String(id))) twice.push(`${table} ${id}`);
      ids.set(table, known.add(String(id)));
    }
    expect(twice).toEqual([]);
    expect(trapsOf(shape).filter(({ name }) => !labels.some(({ trap }) => trap === name))).toEqual([]);
    // A message's files are named by their place in it: `12:0`.
    const row = (id: string) => id.replace(/:\d+$/, "");
    expect(labels.filter(({ table, id }) => !tables.has(table) || !ids.get(table)?.has(row(id)))).toEqual([]);
  });

  test("names no trap twice, and only codes that a migration knows", () => {
    const names = trapsOf(shape).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const { labels } = gather({ size: 5, shape, seed: 1 });
    const aside = labels.filter(({ expected }) => expected.outcome === "set_aside");
    for (const { trap, expected } of aside) expect(Object.keys(SET_ASIDE), trap).toContain(expected.code);
  });

  test("leaves out no column that its rows fill, but for those of other versions", () => {
    const known = new Set(
      SHAPES.flatMap(layoutOf).flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`)),
    );
    const { rows } = gather({ size: 40, shape, seed: 1 });
    const cells = new Set(rows.flatMap(([table, row]) => Object.keys(row).map((column) => `${table}.${column}`)));
    expect([...cells].filter((cell) => !known.has(cell))).toEqual([]);
  });
});

test("the same seed gives the same company, another seed another one", () => {
  const options = { size: 60, shape: "8.4", seed: 7 } as const;
  expect(gather(options).digest).toBe(gather(options).digest);
  expect(gather(options).digest).not.toBe(gather({ ...options, seed: 8 }).digest);
});

test("traps and plain rows lie mixed", () => {
  const { rows, labels } = gather({ size: 500, shape: "8.4", seed: 1 });
  const traps = new Set(
    labels.filter(({ table, trap }) => table === "tblhosting" && trap !== "plain").map(({ id }) => Number(id)),
  );
  const plain = rows.flatMap(([table, { id }]) =>
    table === "tblhosting" && typeof id === "number" && !traps.has(id) ? [id] : [],
  );
  const between = [...traps].filter((id) => id > Math.min(...plain) && id < Math.max(...plain));
  expect(between.length).toBeGreaterThan(traps.size / 2);
});
