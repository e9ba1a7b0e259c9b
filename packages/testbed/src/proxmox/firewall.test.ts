import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
  await at.vm(101);
});
afterEach(() => at.stop());

const vm = "/nodes/pve1/qemu/101";

test("a firewall rule is put first; sets and filters are kept per VM and copied by a clone", async () => {
  const fw = `${vm}/firewall`;
  await at.client.data(at.client.put(`${fw}/options`, { enable: 1, macfilter: 1, ipfilter: 1, radv: 0, dhcp: 0 }));
  await at.client.data(at.client.post(`${fw}/ipset`, { name: "ipfilter-net0" }));
  await at.client.data(at.client.post(`${fw}/ipset/ipfilter-net0`, { cidr: "192.0.2.9" }));
  const twice = await at.client.post(`${fw}/ipset/ipfilter-net0`, { cidr: "192.0.2.9" });
  expect(twice.body.errors).toEqual({ cidr: "address '192.0.2.9' already exists" });
  await at.client.data(at.client.post(`${fw}/rules`, { type: "in", action: "ACCEPT", enable: 1 }));
  const port25 = { type: "out", action: "DROP", proto: "tcp", dport: 25, enable: 1 };
  await at.client.data(at.client.post(`${fw}/rules`, port25));
  expect(await at.client.data(at.client.get(`${fw}/rules`))).toMatchObject([
    { pos: 0, type: "out", dport: "25", enable: 1 },
    { pos: 1, type: "in", action: "ACCEPT" },
  ]);
  const unknown = await at.client.post(`${fw}/rules`, { type: "in", action: "ACCEPT", source: "+nowhere" });
  expect(unknown.body.errors).toEqual({ source: "no such ipset 'nowhere'" });
  expect(await at.task(at.client.post(`${vm}/clone`, { newid: 102 }))).toBe("OK");
  expect(at.proxmox.cluster.vm(102)?.firewall.ipsets["ipfilter-net0"]?.entries).toEqual([{ cidr: "192.0.2.9" }]);
});
