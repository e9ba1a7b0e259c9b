import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { startProxmox } from "@hostwright/testbed/proxmox/index";
import { testSite } from "@hostwright/testbed/proxmox/testing";
import { expect, test } from "vitest";
import { missingModules, python } from "./python.ts";

const missing = missingModules("ansible, ansible_collections.community.proxmox, proxmoxer, requests");

const playbook = new URL("proxmox-ansible.yml", import.meta.url).pathname;

test.skipIf(missing)(
  `Ansible's modules run a VM's whole life on the testbed${missing ? ` [skipped: ${missing}]` : ""}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "ansible-"));
    const proxmox = await startProxmox({ site: testSite(), speed: 50 });
    try {
      const pem = join(folder, "testbed.pem");
      writeFileSync(pem, proxmox.caPem);
      const where = spawnSync(python, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).stdout.trim();
      const variables = JSON.stringify({ port: proxmox.port, ansible_python_interpreter: where });
      const args = ["-m", "ansible", "playbook", "-i", "localhost,", "-e", variables, playbook];
      const env = {
        ...process.env,
        REQUESTS_CA_BUNDLE: pem,
        ANSIBLE_HOME: folder,
        ANSIBLE_LOCALHOST_WARNING: "false",
        PATH: `${dirname(where)}:${process.env.PATH}`,
      };
      const { stdout } = await promisify(execFile)(python, args, { env }).catch((error: { stdout?: string }) => ({
        stdout: error.stdout ?? String(error),
      }));
      expect(stdout).toMatch(/localhost\s+: ok=8\s+changed=6\s+unreachable=0\s+failed=0/);
      expect(proxmox.cluster.vm(200)).toBeUndefined();
      expect(proxmox.cluster.tasks().filter((task) => task.status !== "OK")).toEqual([]);
    } finally {
      await proxmox.stop();
      rmSync(folder, { recursive: true });
    }
  },
  120_000,
);
