import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ProxmoxClient } from "../src/proxmox/client.ts";
import { clientFor, cloneOf, configureOf, counting, Killed, protectOf, run, startTestbed } from "./support/site.ts";

let testbed: Testbed;
let client: ProxmoxClient;
let vmid = 3000;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
});
beforeEach(async () => {
  await server(++vmid);
});
afterEach(() => testbed.faults.clear());
afterAll(async () => {
  await client.close();
  await testbed.stop();
});

async function server(id: number): Promise<void> {
  await run(client, { kind: "server.clone", payload: cloneOf(id) });
  await run(client, { kind: "server.configure", payload: configureOf(id) });
}

const rule = (port: string, change: object = {}) => ({
  direction: "in",
  protocol: "tcp",
  ports: [port],
  sources: [],
  destinations: [],
  action: "accept",
  ...change,
});
const web = { rules: [rule("22"), rule("80"), rule("443")], default_in: "drop", default_out: "accept" };
const other = { rules: [rule("53", { protocol: "udp" }), rule("22")], default_in: "drop", default_out: "drop" };
const open = { rules: [], default_in: "accept", default_out: "accept" };

const protect = (id: number, change: object) => ({ kind: "server.protect", payload: protectOf(id, change) });
const firewall = (id: number) => {
  const { rules = [], options = {}, ipsets = {} } = testbed.cluster.vm(id)?.firewall ?? {};
  return {
    rules: rules.map(({ action, dport, enable }) => `${action} ${dport}${enable === 1 ? "" : " (off)"}`),
    policies: [options.policy_in, options.policy_out],
    addresses: ipsets["ipfilter-net0"]?.entries.map(({ cidr }) => cidr).sort(),
  };
};

describe("the customer's firewall", () => {
  test("stands below our own rules, and a second time changes nothing", async () => {
    const { result } = await run(client, protect(vmid, { firewall: web }));
    expect(result).toEqual({ node: "pve1", foreign_rules: 0 });
    expect(firewall(vmid)).toMatchObject({
      rules: ["DROP 25", "ACCEPT 22", "ACCEPT 80", "ACCEPT 443"],
      policies: ["DROP", "ACCEPT"],
    });
    const again = counting(client);
    await run(client, { ...protect(vmid, { firewall: web }), proxmox: again });
    expect(again.changes).toEqual([]);
  });

  test("is replaced as a whole, and gone when there are no rules", async () => {
    await run(client, protect(vmid, { firewall: web }));
    await run(client, protect(vmid, { firewall: other }));
    expect(firewall(vmid)).toMatchObject({ rules: ["DROP 25", "ACCEPT 53", "ACCEPT 22"], policies: ["DROP", "DROP"] });
    await run(client, protect(vmid, { firewall: open }));
    expect(firewall(vmid)).toMatchObject({ rules: ["DROP 25"], policies: ["ACCEPT", "ACCEPT"] });
  });

  test("comes back with configure, on a VM that lost it", async () => {
    await run(client, { kind: "server.configure", payload: configureOf(vmid, { firewall: web }) });
    expect(firewall(vmid).rules).toEqual(["DROP 25", "ACCEPT 22", "ACCEPT 80", "ACCEPT 443"]);
  });

  test("a rule of staff stays as it is, above it, and is counted", async () => {
    const staff = { node: "pve1", vmid, type: "in", action: "DROP", proto: "tcp", dport: "6667", enable: 1 } as const;
    await client.write("POST /nodes/{node}/qemu/{vmid}/firewall/rules", staff);
    const { result } = await run(client, protect(vmid, { firewall: web }));
    expect(result).toMatchObject({ foreign_rules: 1 });
    expect(firewall(vmid).rules).toEqual(["DROP 25", "DROP 6667", "ACCEPT 22", "ACCEPT 80", "ACCEPT 443"]);
  });

  test("outgoing mail opens and closes beside it", async () => {
    await run(client, protect(vmid, { firewall: web, smtp_open: true }));
    expect(firewall(vmid).rules).toEqual(["ACCEPT 22", "ACCEPT 80", "ACCEPT 443"]);
    await run(client, protect(vmid, { firewall: web }));
    expect(firewall(vmid).rules[0]).toBe("DROP 25");
  });

  test("a change by somebody else in between is noticed, and looked at anew", async () => {
    testbed.faults.inject({
      effect: "refuse",
      on: "PUT /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}",
      text: "detected modified configuration - file changed by other user? Try again.",
      times: 2,
    });
    await run(client, protect(vmid, { firewall: web }));
    expect(firewall(vmid).rules).toEqual(["DROP 25", "ACCEPT 22", "ACCEPT 80", "ACCEPT 443"]);
  });

  test.each([false, true])("an answer that is lost (after its effect: %s) doubles no rule", async (after) => {
    testbed.faults.inject({
      effect: "drop",
      on: "POST /nodes/{node}/qemu/{vmid}/firewall/rules",
      after,
      times: 1,
    });
    await run(client, protect(vmid, { firewall: web }));
    expect(firewall(vmid).rules).toEqual(["DROP 25", "ACCEPT 22", "ACCEPT 80", "ACCEPT 443"]);
  });
});

test("extra addresses are let through, and no longer when they are gone", async () => {
  await run(client, protect(vmid, { extra_addresses: ["192.0.2.9", "2001:db8:2:0::/64"] }));
  expect(firewall(vmid).addresses).toEqual([
    "192.0.2.7",
    "192.0.2.9",
    "2001:db8:1::/64",
    "2001:db8:2::/64",
    "fe80::be24:11ff:fe00:1",
  ]);
  await run(client, protect(vmid, {}));
  expect(firewall(vmid).addresses).toEqual(["192.0.2.7", "2001:db8:1::/64", "fe80::be24:11ff:fe00:1"]);
});

test("killed around any request, the next relay brings it to the same end", async () => {
  const from = vmid;
  await run(client, protect(from, { firewall: web }));
  const counted = counting(client);
  await run(client, { ...protect(from, { firewall: other }), proxmox: counted });
  const wanted = firewall(from);
  expect(counted.calls).toBeGreaterThan(10);
  for (let at = 1; at <= counted.calls; at++)
    for (const after of [false, true]) {
      await server(++vmid);
      await run(client, protect(vmid, { firewall: web }));
      const dying = counting(client, { at, after });
      await expect(run(client, { ...protect(vmid, { firewall: other }), proxmox: dying, once: true })).rejects.toThrow(
        Killed,
      );
      await run(client, { ...protect(vmid, { firewall: other }), redelivered: true });
      expect({ at, after, ...firewall(vmid) }).toEqual({ at, after, ...wanted });
    }
});
