import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startProxmox } from "@hostwright/testbed/proxmox/index";
import { testSite } from "@hostwright/testbed/proxmox/testing";
import { expect, test } from "vitest";
import { missingModules, python } from "./python.ts";

const missing = missingModules("proxmoxer, requests");

const script = new URL("proxmoxer-client.py", import.meta.url).pathname;

test.skipIf(missing)(
  `proxmoxer runs a VM's whole life on the testbed${missing ? ` [skipped: ${missing}]` : ""}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "proxmoxer-"));
    const proxmox = await startProxmox({ site: testSite(), speed: 50 });
    try {
      const pem = join(folder, "testbed.pem");
      writeFileSync(pem, proxmox.caPem);
      const { stdout } = await promisify(execFile)(python, [script, `127.0.0.1:${proxmox.port}`, pem]);
      const steps = stdout
        .trim()
        .split("\n")
        .map((line): { step: string; value: unknown } => JSON.parse(line));
      expect(Object.fromEntries(steps.map(({ step, value }) => [step, value]))).toEqual({
        version: "9.1.2",
        nextid: 100,
        clone: "OK",
        config: "OK",
        resize: "OK",
        firewall: ["192.0.2.9"],
        start: "OK",
        status: "running",
        options: { cores: 2, memory: "2048", ciuser: "debian", description: "hostwright:srv_1" },
        refused: [500, "VM 101 is running - destroy failed"],
        errors: { cores: "type check ('integer') failed - got 'many'" },
        stop: "OK",
        delete: "OK",
        left: [9000],
        ticket: ["customers"],
      });
    } finally {
      await proxmox.stop();
      rmSync(folder, { recursive: true });
    }
  },
);
