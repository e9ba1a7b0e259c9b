import { describe, expect, test } from "vitest";
import { canonical, linkLocal } from "./address.ts";
import { renderCloudInit } from "./cloud-init.ts";
import { bootDisk, sizeOf, withLimits } from "./disk.ts";
import { allowed } from "./firewall.ts";
import { holdIn, markIn, withHold, withoutHold } from "./mark.ts";
import { renderNic } from "./nic.ts";
import { sameProperties } from "./property-string.ts";

const nic = { mac: "bc:24:11:00:00:01", bridge: "vmbr0", vlan: null, mtu: null, rate_mbit: null };

describe("net0", () => {
  test("carries a stable MAC and the firewall", () => {
    expect(renderNic(nic)).toBe("virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1");
  });
  test("states the rate in MB/s, with VLAN and MTU where the pool has them", () => {
    expect(renderNic({ ...nic, vlan: 42, mtu: 1450, rate_mbit: 100 })).toBe(
      "virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,mtu=1450,rate=12.5,tag=42",
    );
  });
  test("is the same whatever the order and the case", () => {
    expect(sameProperties("bridge=vmbr0,virtio=bc:24:11:00:00:01,firewall=1", renderNic(nic))).toBe(true);
    expect(sameProperties("bridge=vmbr1,virtio=bc:24:11:00:00:01,firewall=1", renderNic(nic))).toBe(false);
    expect(sameProperties(undefined, renderNic(nic))).toBe(false);
  });
});

describe("cloud-init", () => {
  const guest = {
    user: "root",
    ssh_keys: ["ssh-ed25519 AAAA+/== me@host ", "ssh-rsa BBBB a b"],
    ipv4: { address: "192.0.2.7", prefix: 24, gateway: "192.0.2.1" },
    ipv6: { address: "2001:db8::1", prefix: 64, gateway: "fe80::1" },
    nameservers: ["192.0.2.53", "2001:db8::53"],
    search_domain: null,
  };
  test("has both address families, each with its gateway", () => {
    expect(renderCloudInit(guest).ipconfig0).toBe("ip=192.0.2.7/24,gw=192.0.2.1,ip6=2001:db8::1/64,gw6=fe80::1");
    expect(renderCloudInit({ ...guest, ipv4: null }).ipconfig0).toBe("ip6=2001:db8::1/64,gw6=fe80::1");
    expect(renderCloudInit({ ...guest, ipv4: null, ipv6: null }).ipconfig0).toBeUndefined();
  });
  test("encodes keys exactly as encodeURIComponent does, one a line", () => {
    expect(renderCloudInit(guest).sshkeys).toBe("ssh-ed25519%20AAAA%2B%2F%3D%3D%20me%40host%0Assh-rsa%20BBBB%20a%20b");
    expect(renderCloudInit({ ...guest, ssh_keys: [] }).sshkeys).toBeUndefined();
  });
  test("separates nameservers by a space", () => {
    expect(renderCloudInit(guest).nameserver).toBe("192.0.2.53 2001:db8::53");
  });
});

describe("the mark", () => {
  test("is the line of the description that names a server, trailing newline or not", () => {
    expect(markIn("hostwright:srv_1\n")).toBe("hostwright:srv_1");
    expect(markIn("hostwright:srv_1\nmoved here by Ann")).toBe("hostwright:srv_1");
    expect(markIn("Ann's VM\nhostwright:srv_1")).toBe("hostwright:srv_1");
    expect(markIn("Ann's VM\nwas hostwright:srv_1 once")).toBe("Ann's VM");
    expect(markIn("")).toBeUndefined();
    expect(markIn(undefined)).toBeUndefined();
  });
  test("stays above a hold's record, as does what staff wrote", () => {
    const held = withHold("hostwright:srv_1\nnote", "running");
    expect(markIn(held)).toBe("hostwright:srv_1");
    expect(holdIn(held)).toBe("running");
    expect(withoutHold(held)).toBe("hostwright:srv_1\nnote");
    expect(holdIn("hostwright:srv_1\nnote")).toBeUndefined();
  });
});

describe("disks", () => {
  const config = {
    boot: "order=virtio0;ide2",
    ide2: "local-lvm:vm-100-cloudinit,media=cdrom",
    scsi0: "local-lvm:vm-100-disk-1,size=5G",
    virtio0: "local-lvm:vm-100-disk-0,iops_rd=5,size=2252M",
  };
  test("the boot order decides, else the first disk", () => {
    expect(bootDisk(config)?.slot).toBe("virtio0");
    expect(bootDisk({ ...config, boot: "order=ide2" })?.slot).toBe("scsi0");
    expect(bootDisk({ ide2: config.ide2 })).toBeUndefined();
  });
  test("limits hold for reads and writes each and leave the rest alone", () => {
    const disk = bootDisk(config);
    expect(disk && sizeOf(disk)).toBeCloseTo(2.199, 3);
    expect(disk && withLimits(disk, { iops: 500, mbps: 200 })).toBe(
      "local-lvm:vm-100-disk-0,size=2252M,iops_rd=500,iops_wr=500,mbps_rd=200,mbps_wr=200",
    );
    expect(disk && withLimits(disk, { iops: null, mbps: null })).toBe("local-lvm:vm-100-disk-0,size=2252M");
  });
});

describe("addresses", () => {
  test("have one spelling", () => {
    expect(canonical("192.0.2.1/32")).toBe("192.0.2.1");
    expect(canonical("2001:DB8:0:0::/64")).toBe("2001:db8::/64");
    expect(canonical("2001:db8:0:0:0:0:0:1/128")).toBe("2001:db8::1");
  });
  test("a server may use its IPv4, its /64, the link-local of its MAC, and what was ordered besides", () => {
    expect(linkLocal("BC:24:11:00:00:01")).toBe("fe80::be24:11ff:fe00:1");
    const safety = {
      mac: nic.mac,
      ipv4: { address: "192.0.2.7" },
      ipv6: { network: "2001:db8:1::", prefix: 64 },
      extra_addresses: ["192.0.2.9", "2001:DB8:2:0::/64"],
    };
    expect(allowed(safety)).toEqual([
      "192.0.2.7",
      "2001:db8:1::/64",
      "fe80::be24:11ff:fe00:1",
      "192.0.2.9",
      "2001:db8:2::/64",
    ]);
  });
});
