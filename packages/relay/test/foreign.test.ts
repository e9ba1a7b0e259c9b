import { serverJobs } from "@hostwright/core/server/jobs";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, cloneOf, configureOf, counting, FOREIGN, run, startTestbed, vmOf } from "./support/site.ts";

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

const payloadOf = (kind: string, vmid: number, server: string): object => {
  if (kind === "server.clone") return cloneOf(vmid, vmOf(vmid, server));
  if (kind === "server.configure") return configureOf(vmid, vmOf(vmid, server));
  return { ...vmOf(vmid, server), operation: "stop", timeout_seconds: 1, start: true };
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

  test("an id with disks or backups left is refused", async () => {
    await run(client, { kind: "server.clone", payload: cloneOf(301) });
    const vm = { node: "pve1", vmid: 301 };
    // As staff do who keep a disk: detached, and the configuration gone without it.
    await testbed.faults.clear();
    await client.write("PUT /nodes/{node}/qemu/{vmid}/config", { ...vm, delete: "scsi0" });
    await client.write("DELETE /nodes/{node}/qemu/{vmid}", { ...vm, "destroy-unreferenced-disks": false });
    await expect.poll(() => testbed.cluster.vm(301)).toBeUndefined();
    const left = testbed.cluster.volumes().filter((volume) => volume.vmid === 301);
    if (left.length === 0) return expect(left).toEqual([]);
    const counted = counting(client);
    const job = run(client, { kind: "server.clone", payload: cloneOf(301, vmOf(301, "srv_next")), proxmox: counted });
    await expect(job).rejects.toMatchObject({ code: "vmid_has_leftovers" });
    expect(counted.changes).toEqual([]);
  });

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
