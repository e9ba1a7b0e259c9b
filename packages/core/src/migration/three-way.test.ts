import { expect, test } from "vitest";
import { compareVms, type Inventory } from "./three-way.ts";

type Vm = Inventory["vms"][number];
const seen = { node: "pve1", power: "running" as const, name: "web", cores: 2, memory_mb: 4096, disk_gb: 40 };
const card = { macs: ["BC:24:11:00:00:01"], bridge: "vmbr0", vlan: null, addresses: ["192.0.2.7"] };
const vm = (vmid: number, more: Partial<Vm> = {}): Vm => ({
  vmid,
  type: "qemu",
  name: "web",
  seen: { ...seen, ...card },
  marks: [],
  ...more,
});
const claim = (vmid: number, more: object = {}) => ({
  row: `tblhosting:${vmid}`,
  status: "active",
  vmid,
  cores: 2,
  memory_mb: 4096,
  disk_gb: 40,
  addresses: ["192.0.2.7"],
  ...more,
});
const compare = async (vms: Vm[], claims: ReturnType<typeof claim>[]) =>
  (await compareVms({ endpoint: "pve", vms }, claims)).map(({ vmid, row, code }) => [vmid, row, code]);

test("nothing is told where service and VM say the same", async () => {
  expect(await compare([vm(101)], [claim(101)])).toEqual([]);
});

test.each([
  ["a service without its VM", [], [claim(101)], [[101, "tblhosting:101", "service_without_vm"]]],
  ["a VM without a service", [vm(102)], [], [[102, null, "vm_without_service"]]],
  [
    "an ended service whose VM runs",
    [vm(103)],
    [claim(103, { status: "terminated" })],
    [[103, "tblhosting:103", "terminated_running"]],
  ],
  [
    "one VM claimed twice",
    [vm(104)],
    [claim(104), claim(104, { row: "tblhosting:9" })],
    [
      [104, "tblhosting:104", "claimed_twice"],
      [104, "tblhosting:9", "claimed_twice"],
    ],
  ],
  ["a container", [vm(105, { type: "lxc", seen: null })], [claim(105)], [[105, "tblhosting:105", "is_container"]]],
  [
    "another size and another address",
    [vm(106)],
    [claim(106, { memory_mb: 2048, addresses: ["192.0.2.9"] })],
    [
      [106, "tblhosting:106", "differs"],
      [106, "tblhosting:106", "differs"],
    ],
  ],
])("it tells of %s", async (_what, vms, claims, told) => {
  expect(await compare(vms, claims)).toEqual(told);
});

test("it tells nothing of VMs that carry our mark, of sizes nobody has said, nor of an ended service whose id a live one has", async () => {
  expect(await compare([vm(107, { marks: ["hostwright:srv_1"] })], [])).toEqual([]);
  expect(await compare([vm(108)], [claim(108, { cores: 0, disk_gb: 0 })])).toEqual([]);
  expect(await compare([vm(109)], [claim(109), claim(109, { row: "tblhosting:1", status: "terminated" })])).toEqual([]);
});
