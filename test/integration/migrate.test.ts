import { describe as always, expect, inject, test } from "vitest";
import { SHAPES } from "../../packages/testbed/src/whmcs/index.ts";
import { prove, proveKilled } from "../migrate/prove.ts";

const mariadb = inject("mariadbUrl");
const describe = mariadb === null ? always.skip : always;
const servers = () => ({ mariadb: mariadb ?? "", postgres: inject("postgresUrl") });

/** The long version is `npm run migrate:proof`. */
describe("a WHMCS company brought over", () => {
  test.each(SHAPES)(
    "from %s: every trap comes to its expected end, and further runs change nothing",
    { timeout: 180_000 },
    async (shape) => {
      expect(await prove(servers(), { shape, seed: 1, size: 60 })).toEqual([]);
    },
  );

  test("killed in the middle and resumed, comes to the same end as left alone", { timeout: 180_000 }, async () => {
    const { kills, broken } = await proveKilled(servers(), { shape: "8.4", seed: 2, size: 300 }, 2);
    expect(broken).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  });
});
