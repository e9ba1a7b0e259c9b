import { serverJobs } from "@hostwright/core/server/jobs";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Proxmox, ProxmoxClient } from "../src/proxmox/client.ts";
import {
  clientFor,
  cloneOf,
  configureOf,
  counting,
  FOREIGN,
  KEY,
  protectOf,
  rescueOf,
  resetOf,
  reshapeOf,
  run,
  startTestbed,
  vmOf,
} from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
  await run(client, { kind: "server.clone", payload: cloneOf(300) });
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

const PAYLOADS: Record<string, (vmid: number, whose: object) => object> = {
  "server.clone": cloneOf,
  "server.configure": configureOf,
  "server.protect": protectOf,
  "server.reshape": reshapeOf,
  "server.rescue": (vmid, whose) => ({ ...rescueOf(vmid), ...whose }),
  "server.reset_access": (vmid, whose) => resetOf(vmid, { ssh_keys: [KEY], ...whose }),
};
const payloadOf = (kind: string, vmid: number, server: string): object => {
  const whose = vmOf(vmid, server);
  return PAYLOADS[kind]?.(vmid, whose) ?? { ...whose, operation: "stop", timeout_seconds: 1, start: true };
};

describe("a VM that is not ours is never touched", () => {
  test.each(Object.keys(serverJobs))("%s", async (kind) => {
    for (const vmid of [FOREIGN, 300]) {
      const before = structuredClone(testbed.cluster.vm(vmid));
      const counted = counting(client);
      const job = run(client, { kind, payload: payloadOf(kind, vmid, "srv_other"), proxmox: counted });
      if (kind === "server.destroy") expect((await job).result).toEqual({ existed: false });
      else await expect(job).rejects.toMatchObject({ code: "vmid_taken" });
      expect(counted.changes).toEqual([]);
      expect(testbed.cluster.vm(vmid)).toEqual(before);
    }
  });

  test.each(["backup:backup/vzdump-qemu-301-2026_01_01-00_00_00.vma.zst", "shared:vm-301-disk-7"])(
    "an id with %s left is refused",
    async (volid) => {
      const counted = counting(client);
      const [storage = ""] = volid.split(":");
      const job = run(client, {
        kind: "server.clone",
        payload: cloneOf(301),
        proxmox: withVolume(counted, { storage, volid, vmid: 301 }),
      });
      await expect(job).rejects.toMatchObject({ code: "vmid_has_leftovers", detail: volid });
      expect(counted.changes).toEqual([]);
      expect(testbed.cluster.vm(301)).toBeUndefined();
    },
  );

  test("nothing is configured while the cluster firewall is off", async () => {
    const open = await startOpenSite();
    const job = run(open.client, { kind: "server.configure", payload: configureOf(400) });
    await expect(job).rejects.toMatchObject({ code: "cluster_firewall_off" });
    await open.stop();
  });
});

async function startOpenSite() {
  const site = await startTestbed(Number.POSITIVE_INFINITY, { clusterFirewall: false });
  const siteClient = clientFor(site);
  await run(siteClient, { kind: "server.clone", payload: cloneOf(400) });
  return {
    client: siteClient,
    stop: async () => {
      await siteClient.close();
      await site.stop();
    },
  };
}

/** The site, with one more volume on one of its storages: what an earlier owner of the id left. */
function withVolume(inner: Proxmox, volume: { storage: string; volid: string; vmid: number }): Proxmox {
  return {
    write: (method, params, signal) => inner.write(method, params, signal),
    read: (async (method, params, signal) => {
      const answer = await inner.read(method, params, signal);
      const asked = "storage" in params ? params.storage : undefined;
      return Array.isArray(answer) && asked === volume.storage ? [...answer, volume] : answer;
    }) as Proxmox["read"],
  };
}
