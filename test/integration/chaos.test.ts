import { expect, inject, test } from "vitest";
import { makePlan } from "../chaos/plan.ts";
import { runChaos } from "../chaos/run.ts";

/** Another one each day would find more, and be a test that fails on its own: that is `npm run chaos` for. */
const SEED = 20_261_120;

test("the same seed makes the same plan, another one another", () => {
  expect(makePlan(7, 500)).toEqual(makePlan(7, 500));
  expect(makePlan(7, 500)).not.toEqual(makePlan(8, 500));
});

test("whatever happens, every action ends, and nothing is doubled, lost or leaked", { timeout: 180_000 }, async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const postgresUrl = inject("postgresUrl");
  const result = await runChaos({ seed: SEED, operations: 120, crowd: 20, postgresUrl, log });
  expect(result.broken, lines.join("\n")).toEqual([]);
  expect(result.operations).toBeGreaterThanOrEqual(120);
  expect(result.counts).toMatchObject({ kill_relay: expect.any(Number), "order ended success": expect.any(Number) });
});
