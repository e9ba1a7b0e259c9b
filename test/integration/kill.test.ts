import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { HostwrightClient } from "@hostwright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../system/clock.ts";
import { holdsData, Installation, isAlive } from "../system/installation.ts";

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.prepare();
});
afterAll(() => installation?.remove());

interface Ordered {
  id: string;
  action: string;
}

async function order(client: HostwrightClient, name: string): Promise<Ordered> {
  const body = { name, plan: "s1", image: "debian-13", location: "fra1" };
  const { data, error } = await client.POST("/v1/servers", { body });
  if (!data) throw new Error(JSON.stringify(error));
  return { id: data.server.id, action: data.action.id };
}

/** Answers of an API that may be down at the moment. */
async function action(client: HostwrightClient, id: string) {
  const answer = await client.GET("/v1/actions/{id}", { params: { path: { id } } }).catch(() => undefined);
  return answer?.data?.action;
}
const copying = (client: HostwrightClient, orders: Ordered[]) =>
  until("a copy under way", async () => {
    const actions = await Promise.all(orders.map((one) => action(client, one.action)));
    return actions.some((one) =>
      one?.steps.some((step) => step.name === "clone" && step.message === "Copying the image"),
    )
      ? true
      : undefined;
  });

async function allRunOnce(client: HostwrightClient, orders: Ordered[]): Promise<void> {
  for (const one of orders) {
    const ended = await until(
      `the end of ${one.action}`,
      async () => {
        const seen = await action(client, one.action);
        return seen && seen.status !== "running" ? seen : undefined;
      },
      100_000,
    );
    expect(ended).toMatchObject({ status: "success", error: null });
  }
  const machines = await installation.machines();
  for (const { id } of orders) {
    const mine = machines.filter((machine) => machine.description === `hostwright:${id}`);
    expect(mine).toMatchObject([{ status: "running" }]);
  }
  const { data, error } = await client.GET("/v1/servers", { params: { query: { limit: 50 } } });
  expect(error).toBeUndefined();
  expect(data?.servers).toHaveLength(machines.length);
  for (const key of ["vmid", "name", "description"] as const)
    expect(new Set(machines.map((machine) => machine[key])).size, key).toBe(machines.length);
  expect(new Set(data?.servers.map((server) => server.ipv4?.address)).size).toBe(machines.length);
}

test("a port in use is named, with the variable that moves it", async () => {
  const squatter = createServer().listen(installation.ports.local, "127.0.0.1");
  await new Promise((resolve) => squatter.once("listening", resolve));
  const { code, output } = await installation.startInVain();
  await new Promise((resolve) => squatter.close(resolve));
  expect(code).toBe(1);
  expect(output).toContain(`port ${installation.ports.local} of 127.0.0.1 is in use (set HOSTWRIGHT_LOCAL_PORT`);
});

test("kill -9 of relay, control plane and PostgreSQL in the middle: every order completes, nothing is doubled", async () => {
  await installation.start();
  const client = await installation.signIn();
  const orders = await Promise.all(Array.from({ length: 5 }, (_, index) => order(client, `killed-${index}`)));
  await copying(client, orders);
  await installation.kill("relay-fra1");
  await installation.kill("control");
  await until("the API again", async () => ((await action(client, orders[0]?.action ?? "")) ? true : undefined));
  await installation.kill("postgres");
  await allRunOnce(client, orders);
}, 150_000);

test("a second start on the same data refuses, and disturbs nothing", async () => {
  const before = installation.pids();
  const { code, output } = await installation.startInVain();
  expect(code).toBe(1);
  expect(output).toContain(`running already (pid ${installation.pid("supervisor")})`);
  expect(before.every(isAlive)).toBe(true);
});

test("kill -9 of the starter: what it left is swept by the next start, and orders go on", async () => {
  const client = await installation.signIn();
  const orders = await Promise.all([order(client, "resumed-1"), order(client, "resumed-2")]);
  await copying(client, orders);
  const left = installation.pids();
  await installation.kill("supervisor");
  await installation.start();
  await until("the old processes gone", () => (left.some(isAlive) ? undefined : true));
  await allRunOnce(await installation.signIn(), orders);
}, 150_000);

test("Ctrl-C ends every process and keeps the data", async () => {
  const all = [...installation.pids(), installation.pid("postgres")];
  await installation.stop();
  expect(all.filter(isAlive)).toEqual([]);
  expect(holdsData(installation)).toBe(false);
  expect(existsSync(join(installation.directory, "postgres/cluster/PG_VERSION"))).toBe(true);
}, 60_000);
