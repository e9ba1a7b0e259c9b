import { expect, inject, test } from "vitest";
import { makePlan } from "../chaos/plan.ts";
import { runChaos } from "../chaos/run.ts";

/**
 * Always the same, for a test that fails for a reason; other seeds are what `npm run chaos` is for. This one kills
 * two relays, and has none of the calls that hang: HTTP gives up on those by the real clock only.
 */
const SEED = 11;

test("the same seed makes the same plan, another one another", () => {
  expect(makePlan(7, 500)).toEqual(makePlan(7, 500));
  expect(makePlan(7, 500)).not.toEqual(makePlan(8, 500));
});

test("whatever happens, every action ends, and nothing is doubled, lost or leaked", { timeout: 180_000 }, async () => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const postgresUrl = inject("postgresUrl");
  const result = await runChaos({ seed: SEED, operations: 90, crowd: 20, postgresUrl, log });
  expect(result.broken, lines.join("\n")).toEqual([]);
  expect(result.operations).toBeGreaterThan(60);
  expect(result.counts).toMatchObject({ kill_relay: 2, "order ended success": expect.any(Number) });
});
