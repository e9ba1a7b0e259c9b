import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { siteNamespace } from "@hostwright/testbed/proxmox/backend/nspawn/index";
import { TestClient } from "@hostwright/testbed/proxmox/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../system/clock.ts";
import { HOSTS, lacking, named } from "./machine.ts";
import { Person } from "./ssh.ts";
import { traces } from "./traces.ts";

const reason = lacking("booting");
const SITE = "test-killed";
const NAMESPACE = siteNamespace({ directory: HOSTS, name: SITE });
const MAIN = join(import.meta.dirname, "../../packages/testbed/src/proxmox/main.ts");
const VM = "/nodes/pve1/qemu/101";

describe.skipIf(reason !== undefined)(named("a testbed that was killed with a guest running", reason), () => {
  const folder = mkdtempSync(join(tmpdir(), "hostwright-test-killed-"));
  const ada = new Person(NAMESPACE);
  let child: ChildProcess;
  let client: TestClient;

  const start = async () => {
    const where = ["--hosts", HOSTS, "--name", SITE, "--state", join(folder, "state")];
    const given = ["--port", "0", "--token", "root@pve!test=secret", "--speed", "1000", "--backend", "nspawn"];
    child = spawn(process.execPath, [MAIN, ...where, ...given], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data;
    });
    const url = await until("the testbed to be ready", () => /^ready (\S+)$/m.exec(said)?.[1]);
    // The certificate is the testbed's own, kept beside its state.
    const caPem = readFileSync(join(folder, "state.pem"), "utf8");
    client = new TestClient({ url, caPem });
  };
  const end = async (signal: NodeJS.Signals) => {
    client.close();
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  };
  const task = async (asked: ReturnType<TestClient["post"]>) => {
    const upid = await client.upid(asked);
    const status = () =>
      client.data(client.get(`/nodes/pve1/tasks/${upid}/status`)) as Promise<{ exitstatus?: string }>;
    expect(await until(upid, async () => (await status()).exitstatus)).toBe("OK");
  };

  beforeAll(async () => {
    await ada.makeKey();
    await start();
    await task(client.post("/nodes/pve1/qemu/9000/clone", { newid: 101, full: 1, name: "web" }));
    const sshkeys = encodeURIComponent(ada.publicKey);
    await client.data(client.put(`${VM}/config`, { ciuser: "root", sshkeys, ipconfig0: "ip=10.9.0.5/24,gw=10.9.0.1" }));
    await task(client.post(`${VM}/status/start`));
  });
  afterAll(() => {
    child?.kill("SIGKILL");
    ada.leave();
    rmSync(folder, { recursive: true, force: true });
  });

  test("boots it again, with what it had written, and has swept what was left", async () => {
    await ada.on("10.9.0.5", "echo precious > /root/file; sync");
    const boot = await ada.on("10.9.0.5", "cat /proc/sys/kernel/random/boot_id");
    await end("SIGKILL");
    await start();
    expect(await ada.on("10.9.0.5", "cat /root/file")).toBe("precious");
    expect(await ada.on("10.9.0.5", "cat /proc/sys/kernel/random/boot_id")).not.toBe(boot);
    expect(traces(`${NAMESPACE}-101`, join(HOSTS, SITE)).filter((one) => /namespace|mount/.test(one))).toHaveLength(2);
  });

  test("leaves nothing running when it is told to end", async () => {
    await end("SIGTERM");
    expect(traces(NAMESPACE, join(HOSTS, SITE))).toEqual([]);
  });
});
