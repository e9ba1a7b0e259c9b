import { DescribeExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { createDatabase } from "../../../test/database.ts";
import { type CloudOptions, FunctionNotFound, startCloud } from "../src/cloud.ts";
import { clientsOf } from "./clients.ts";

export type Handler = (event: unknown) => unknown;

/** Functions by name, as `invoke` wants them. */
export const functions =
  (handlers: Record<string, Handler>): CloudOptions["invoke"] =>
  async (name, event) => {
    const handler = handlers[name];
    if (!handler) throw new FunctionNotFound(name);
    return handler(event);
  };

/** A cloud on a database of its own; `again` starts another one on the same data after `close`. */
export async function testCloud(options: Partial<CloudOptions> = {}) {
  const database = await createDatabase();
  const start = (changes: Partial<CloudOptions> = {}) =>
    startCloud({
      port: 0,
      databaseUrl: database.url,
      clock: systemClock,
      log: silent,
      invoke: functions({}),
      ...options,
      ...changes,
    });
  const cloud = await start();
  return {
    cloud,
    ...clientsOf(cloud),
    databaseUrl: database.url,
    again: start,
    drop: async () => {
      await cloud.close();
      await database.drop();
    },
  };
}

/** Resolves with the first value of `look` that is not undefined, looking every few milliseconds of real time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  ms = 10_000,
): Promise<T> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; ) {
    const value = await look();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${what}: not within ${ms} ms`);
}

/** The execution as described once it has ended. */
export const ended = (sfn: SFNClient, executionArn: string, ms?: number) =>
  until(
    `end of ${executionArn}`,
    async () => {
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return found.status === "RUNNING" ? undefined : found;
    },
    ms,
  );
