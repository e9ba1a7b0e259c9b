import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobOf, type Queues, startQueues } from "./support/queues.ts";
import { relayConfig } from "./support/relays.ts";
import { cloneOf, startTestbed, TOKEN } from "./support/site.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "relay-process-"));
const children = new Set<ChildProcess>();
let queues: Queues;
let testbed: Awaited<ReturnType<typeof startTestbed>>;

beforeAll(async () => {
  testbed = await startTestbed(3);
});
// Fresh queues: the long poll of a process that is gone would swallow the next test's job.
beforeEach(async () => {
  queues = await startQueues();
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await queues.close();
});
afterAll(async () => {
  await testbed.stop();
  rmSync(directory, { recursive: true });
});

/** Starts the process as an operator does; resolves with it once it says that it is ready. */
async function startProcess(relay: string, change: object = {}) {
  const file = join(directory, `${relay}.json`);
  const settings = { ...relayConfig(relay, queues, testbed, { concurrency: 1 }), ...change };
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, HOSTWRIGHT_RELAY_CONFIG: file },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  children.add(child);
  const output = { text: "" };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output.text += chunk.toString()));
  const exit = once(child, "exit");
  await Promise.race([once(child, "message"), exit]);
  return { child, output, exit };
}

describe("the relay process", () => {
  test("killed at work, its job is finished by another, and nothing is done twice", async () => {
    const { child, exit } = await startProcess("p3");
    const job = jobOf("server.clone", cloneOf(601));
    await queues.give(job);
    await queues.until(() => queues.about(job.job).find((message) => message.type === "progress" && message.upid));
    child.kill("SIGKILL");
    await exit;
    const twin = await startProcess("p4");
    expect(await queues.result(job.job)).toMatchObject({ relay: "p4", outcome: { ok: true } });
    expect(
      testbed.cluster.tasks().filter((task) => task.type === "qmclone" && task.log.join().includes("601")),
    ).toHaveLength(1);
    twin.child.kill("SIGINT");
    expect(await twin.exit).toEqual([0, null]);
  });

  test("says that it is ready, works, and exits 0 on SIGTERM", async () => {
    const { child, output, exit } = await startProcess("p1");
    expect(output.text).toContain("ready relay p1\n");
    const job = jobOf("server.clone", cloneOf(600));
    await queues.give(job);
    expect(await queues.result(job.job)).toMatchObject({ relay: "p1", outcome: { ok: true } });
    child.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    const lines = output.text.split("\n").filter((line) => line.includes(job.request_id));
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({
        request_id: job.request_id,
        job: job.job,
        relay: "p1",
        location: "fra1",
      });
    expect(output.text).not.toContain(TOKEN.token_secret);
  });

  test("says what it is doing and since when, lets a job in hand end, and waits no longer when told twice", async () => {
    const file = join(directory, "p6-health.json");
    const { child, output, exit } = await startProcess("p6", { health_file: file, drain_seconds: 15 });
    const said = () => JSON.parse(readFileSync(file, "utf8"));
    const job = jobOf("server.clone", cloneOf(602));
    await queues.give(job);
    await queues.until(() => queues.about(job.job).find((message) => message.type === "progress" && message.upid));
    const connected = said();
    expect(connected).toMatchObject({ relay: "p6", state: "connected" });
    child.kill("SIGTERM");
    while (child.stdout && !output.text.includes("the relay is draining")) await once(child.stdout, "data");
    const draining = said();
    expect(draining).toMatchObject({ state: "draining", running_jobs: 1 });
    expect(Date.parse(draining.since)).toBeGreaterThanOrEqual(Date.parse(connected.since));
    child.kill("SIGTERM");
    expect(await exit).toEqual([1, null]);
    expect(queues.about(job.job).some(({ type }) => type === "result")).toBe(false);
  });

  test("ends with its parent", async () => {
    const { child, exit } = await startProcess("p2");
    child.disconnect();
    expect(await exit).toEqual([0, null]);
  });

  test("names what is wrong with its settings and exits 1", async () => {
    const { output, exit } = await startProcess("p5", { location: 7, keys: [] });
    expect((await exit)[0]).toBe(1);
    expect(output.text).toMatch(/location: .*\n?/);
    expect(output.text).toContain("keys: ");
    expect(output.text).not.toContain(TOKEN.token_secret);
  });
});
