import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { createDatabase } from "../../../../test/database.ts";
import { MIGRATIONS } from "../../../../test/each-database.ts";
import { missingRedis, startRedis, type TestRedis } from "../../../../test/redis.ts";
import { migrate, openDatabase } from "../../src/kernel/database/index.ts";
import type { Round } from "./hammer-process.ts";

const PROCESSES = 10;
const RATE = { limit: 100, seconds: 60, burst: 20 };
const ROUND_SECONDS = 2;
const ROUNDS = 60;

let processes: ChildProcess[] = [];
beforeAll(async () => {
  processes = Array.from({ length: PROCESSES }, () => fork(join(import.meta.dirname, "hammer-process.ts")));
  await Promise.all(processes.map((one) => once(one, "message")));
});
afterAll(() => {
  for (const one of processes) one.disconnect();
});

const said = z.object({ passed: z.number() });

/** All processes at once, at one moment of the passed time; what passed in all. */
async function round(store: string, second: number): Promise<number> {
  const message: Round = { store, now: (1_700_000_000 + second) * 1_000_000, requests: 2, rate: RATE };
  const answers = processes.map(async (one) => {
    const answer = once(one, "message");
    one.send(message);
    return said.parse((await answer)[0]).passed;
  });
  return (await Promise.all(answers)).reduce((sum, passed) => sum + passed, 0);
}

async function hammer(store: string): Promise<void> {
  const passed: number[] = [];
  for (let at = 0; at < ROUNDS; at++) passed.push(await round(store, at * ROUND_SECONDS));
  const perWindow = RATE.seconds / ROUND_SECONDS;
  for (let from = 0; from + perWindow <= ROUNDS; from++) {
    const inWindow = passed.slice(from, from + perWindow).reduce((sum, one) => sum + one, 0);
    expect(inWindow, `60 s from ${from * ROUND_SECONDS} s`).toBeLessThanOrEqual(RATE.limit + RATE.burst);
  }
  const elapsed = (ROUNDS - 1) * ROUND_SECONDS;
  const allowed = RATE.burst + (elapsed * RATE.limit) / RATE.seconds;
  expect(passed.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(Math.floor(allowed * 0.99));
}

describe("ten processes hammer one key: never more than limit and burst in 60 s, and at most 1 % fewer than allowed", () => {
  let redis: TestRedis | undefined;
  afterAll(() => redis?.kill());

  const missing = missingRedis();
  test.skipIf(missing)(`by Redis${missing ? ` (${missing})` : ""}`, async () => {
    redis = await startRedis();
    await hammer(redis.url);
  });

  test("by PostgreSQL", async () => {
    const { url, drop } = await createDatabase();
    const database = openDatabase({ url });
    await migrate(database, { directory: MIGRATIONS });
    await hammer(url);
    await database.close();
    await drop();
  });
});
