import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "@hostwright/core/kernel";
import { expect, test } from "vitest";
import { inTime } from "./in-time.ts";

/** A Lambda that has as good as no time left. */
const late = { getRemainingTimeInMillis: () => 2_010 };

test("what is done in time is answered as it is", async () => {
  const time = { getRemainingTimeInMillis: () => 15_000 };
  expect(await inTime(time, async () => "done")).toBe("done");
  await expect(inTime(time, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

test("what is not is told to give up, and whoever asked hears that nothing was changed", async () => {
  let rolledBack = false;
  const outcome = inTime(late, (signal) => {
    const { promise, reject } = Promise.withResolvers<never>();
    signal.addEventListener("abort", () => {
      rolledBack = true;
      reject(signal.reason);
    });
    return promise;
  });
  const error: unknown = await outcome.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({ code: "maintenance", status: 503, retryAfter: 5 });
  expect(rolledBack).toBe(true);
});

test("of what hangs beside its transaction nobody is told that nothing was changed", async () => {
  const outcome = inTime(late, () => new Promise<never>(() => {}));
  await expect(outcome).rejects.toMatchObject({
    code: "maintenance",
    message: expect.stringContaining("look whether it has happened"),
  });
});

test("what commits while it is told to give up is answered as it ended", async () => {
  const outcome = inTime(late, async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await delay(1);
    return "committed";
  });
  expect(await outcome).toBe("committed");
});
