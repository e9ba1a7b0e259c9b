import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TestClient } from "./testing.ts";

vi.setConfig({ testTimeout: 30_000 });

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));
const TOKEN = ["--token", "a@pve!t=s3cret", "--port", "0"];

let folder: string;
let running: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "testbed-"));
  running = [];
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Starts it and reads what it prints, up to `ready`. */
async function start(...args: string[]): Promise<{ child: ChildProcess; url: string; fingerprint: string }> {
  const child = spawn(process.execPath, [MAIN, ...TOKEN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let text = "";
  for await (const chunk of child.stdout ?? []) {
    text += chunk;
    const ready = /fingerprint (\S+)\nready (https:\S+)\n/.exec(text);
    if (ready) return { child, fingerprint: ready[1] ?? "", url: ready[2] ?? "" };
  }
  throw new Error(`not ready: ${text}`);
}

const exit = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));

async function clientFor(url: string, stateFile: string): Promise<TestClient> {
  const { certificate } = await import("./certificate.ts");
  const { cert } = await certificate(`${stateFile}.pem`);
  return new TestClient({ url, caPem: cert }, { authorization: "PVEAPIToken=a@pve!t=s3cret" });
}

test("prints the fingerprint and ready, and ends well on SIGTERM", async () => {
  const { child, fingerprint } = await start("--nodes", "a,b");
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  child.kill("SIGTERM");
  expect(await exit(child)).toBe(0);
});

test("after a kill -9 it goes on with the clone that was running, under the same fingerprint", async () => {
  const stateFile = join(folder, "state");
  const first = await start("--state", stateFile, "--speed", "40");
  const client = await clientFor(first.url, stateFile);
  const upid = await client.upid(client.post("/nodes/pve1/qemu/9000/clone", { newid: 101, full: 1 }));
  first.child.kill("SIGKILL");
  await exit(first.child);
  const second = await start("--state", stateFile, "--speed", "40");
  expect(second.fingerprint).toBe(first.fingerprint);
  const again = await clientFor(second.url, stateFile);
  const status = async () =>
    (await again.data(again.get(`/nodes/pve1/tasks/${upid}/status`))) as { status: string; exitstatus?: string };
  await expect.poll(status, { timeout: 20_000 }).toMatchObject({ status: "stopped", exitstatus: "OK" });
});

test("with an IPC channel it says when it is ready, and ends with its parent's end of it", async () => {
  const child = fork(MAIN, TOKEN, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  running.push(child);
  const message = await new Promise((resolve) => child.once("message", resolve));
  expect(message).toMatchObject({ ready: expect.stringMatching(/^https:/) });
  child.disconnect();
  expect(await exit(child)).toBe(0);
});

test("a port in use is named", async () => {
  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => holder.once("listening", resolve));
  const address = holder.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const child = spawn(process.execPath, [MAIN, "--port", port], { stdio: ["ignore", "ignore", "pipe"] });
  running.push(child);
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  expect(await exit(child)).toBe(1);
  expect(said).toContain(`port ${port} is in use`);
  holder.close();
});
