import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hold, lift, power, remove } from "../system/begin.ts";
import { HOUR, until } from "../system/clock.ts";
import {
  firewallOf,
  letThrough,
  MAIL,
  nameAddress,
  orderAddress,
  releaseAddress,
  rule,
  setFirewall,
  setSmtp,
  WEB,
} from "../system/network.ts";
import { NOTHING } from "../system/snapshot.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 20 });
});
afterAll(() => system?.stop());

const done = async (action: string) =>
  expect(await system.actionEnd(action)).toMatchObject({ status: "success", error: null });
/** Somebody at the site writes a rule by hand. */
async function ruleOfStaff(id: string): Promise<void> {
  const { url, fingerprint } = system.testbed();
  const token = { token_id: "relay@pve!hostwright", token_secret: system.secrets.relay_token_secret };
  const client = new ProxmoxClient({ url, fingerprint, ...token, clock: system.clock });
  const vm = await system.vm(id);
  await client.write("POST /nodes/{node}/qemu/{vmid}/firewall/rules", {
    node: vm?.node ?? "",
    vmid: vm?.vmid ?? 0,
    type: "in",
    action: "DROP",
    proto: "tcp",
    dport: "6667",
    enable: 1,
  });
  await client.close();
}
const addressRow = (address: string) =>
  system.db.selectFrom("addresses").selectAll().where("address", "=", address).executeTakeFirstOrThrow();

describe("the customer's firewall", () => {
  test("is open at first, and says what stands above it", async () => {
    const { id } = await system.running("fresh");
    const firewall = await firewallOf(system, id);
    expect(firewall).toMatchObject({ rules: [], default_in: "accept", default_out: "accept", smtp_open: false });
    expect(firewall.above.map(({ name }) => name)).toEqual([
      "Own addresses only",
      "No DHCP and no router advertisements",
      "Outgoing mail is closed",
      "Answers come in",
    ]);
    expect(await letThrough(system, id)).toMatchObject({ rules: ["out DROP 25"], policies: ["ACCEPT", "ACCEPT"] });
  });

  test("is replaced as a whole on a running server, which keeps running", async () => {
    const { id } = await system.running("web");
    const pid = (await system.vm(id))?.process?.pid;
    await done(await setFirewall(system, id, WEB));
    expect(await letThrough(system, id)).toMatchObject({
      rules: ["out DROP 25", "in ACCEPT 22", "in ACCEPT 443"],
      policies: ["DROP", "ACCEPT"],
    });
    await done(await setFirewall(system, id, MAIL));
    expect(await letThrough(system, id)).toMatchObject({
      rules: ["out DROP 25", "in ACCEPT 25"],
      policies: ["DROP", "DROP"],
    });
    expect(await firewallOf(system, id)).toMatchObject(MAIL);
    expect((await system.vm(id))?.process?.pid).toBe(pid);
  });

  test("stays over stop and start, and goes with the server", async () => {
    const { id } = await system.running("kept");
    await done(await setFirewall(system, id, WEB));
    await done(await power(system, id, "stop"));
    await done(await power(system, id, "start"));
    expect((await letThrough(system, id)).rules).toHaveLength(3);
    await done(await remove(system, id));
    expect(await system.db.selectFrom("firewalls").selectAll().where("server_id", "=", id).execute()).toEqual([]);
  });

  test("a suspended server's cannot be changed by its owner", async () => {
    const { id } = await system.running("suspended");
    const held = await hold(system, id);
    await done(held.action);
    const { error } = await system.owner.PUT("/v1/servers/{id}/firewall", { params: { path: { id } }, body: WEB });
    expect(error).toMatchObject({ error: { code: "server_suspended" } });
    await done(await lift(system, held.holds[0] ?? ""));
  });

  test("names each field that is wrong", async () => {
    const { id } = await system.running("wrong");
    const body = {
      ...WEB,
      rules: [
        rule("0"),
        rule("70000"),
        rule("90-80"),
        rule("22", { protocol: "icmp" }),
        rule("22", { sources: ["192.0.2.7/24", "nobody"] }),
        rule("22", { sources: ["192.0.2.0/24"], destinations: ["2001:db8::/32"] }),
        { ...rule("22"), ports: Array.from({ length: 16 }, (_, index) => String(index + 1)) },
      ],
    };
    const { error } = await system.owner.PUT("/v1/servers/{id}/firewall", { params: { path: { id } }, body });
    const fields = error?.error.details?.fields ?? [];
    expect(Object.fromEntries(fields.map(({ name, messages }) => [name, messages.join()]))).toMatchObject({
      "rules.0.ports.0": expect.stringContaining("not a port"),
      "rules.1.ports.0": "a port is at most 65535",
      "rules.2.ports.0": "a range begins with its smaller port",
      "rules.4.sources.0": expect.stringContaining("is 192.0.2.0/24 meant?"),
      "rules.4.sources.1": expect.stringContaining("not an IP address or network"),
    });
    const across = { ...WEB, rules: body.rules.slice(3, 4).concat(body.rules.slice(5)) };
    const refused = await system.owner.PUT("/v1/servers/{id}/firewall", { params: { path: { id } }, body: across });
    expect(refused.error?.error.details?.fields?.map(({ name }) => name)).toEqual([
      "rules.0.ports",
      "rules.1.destinations",
      "rules.2.ports",
    ]);
  });

  test("rules of staff on the VM stay above it and are shown as a number", async () => {
    const { id } = await system.running("watched");
    await ruleOfStaff(id);
    await done(await setFirewall(system, id, WEB));
    expect((await letThrough(system, id)).rules.at(-3)).toBe("in DROP 6667");
    expect((await firewallOf(system, id)).above.map(({ name }) => name)).toContain("A rule of our staff");
    const { data } = await system.operator.GET("/v1/operator/servers/{id}", { params: { path: { id } } });
    expect(data?.server.foreign_rules).toBe(1);
  });
});

test("an operator opens outgoing mail for one server, with an audit row, and closes it again", async () => {
  const { id } = await system.running("mailer");
  await done(await setSmtp(system, id, true));
  expect((await letThrough(system, id)).rules).toEqual([]);
  expect((await firewallOf(system, id)).smtp_open).toBe(true);
  await done(await setFirewall(system, id, WEB));
  expect((await letThrough(system, id)).rules).not.toContain("out DROP 25");
  await done(await setSmtp(system, id, false));
  expect((await letThrough(system, id)).rules[0]).toBe("out DROP 25");
  const rows = await system.db
    .selectFrom("audit_log")
    .select(["command", "changes"])
    .where("resource_id", "=", id)
    .where("command", "=", "operator.smtp.set")
    .execute();
  expect(rows).toHaveLength(2);
  expect(rows[0]?.changes).toContain("its owner has been asked");
});

describe("extra addresses", () => {
  test("are reserved, let through and shown with how the guest is set up", async () => {
    const { id } = await system.running("extra");
    const four = await orderAddress(system, id);
    await done(four.action);
    const six = await orderAddress(system, id, "ipv6");
    await done(six.action);
    const { addresses } = await system.server(id);
    expect(addresses.map(({ family, primary }) => `${family} ${primary}`)).toEqual([
      "ipv4 true",
      "ipv6 true",
      "ipv4 false",
      "ipv6 false",
    ]);
    expect(addresses.find(({ address }) => address === four.address)?.configure_guest).toContain(
      `addresses: ["${four.address}/32"]`,
    );
    const allowed = (await letThrough(system, id)).addresses;
    expect(allowed).toContain(four.address);
    expect(allowed).toHaveLength(5);
  });

  test("leave no trace on first boot: the guest keeps its identity", async () => {
    const { id } = await system.running("same-guest");
    const before = (await system.vm(id))?.options;
    await done((await orderAddress(system, id)).action);
    const after = (await system.vm(id))?.options;
    expect([after?.ipconfig0, after?.name, after?.sshkeys]).toEqual([before?.ipconfig0, before?.name, before?.sshkeys]);
  });

  test("are given back to rest, with their names gone and their holder remembered", async () => {
    const { id } = await system.running("back");
    const { address, action } = await orderAddress(system, id);
    await done(action);
    await nameAddress(system, id, address, "shop.example.com");
    await done(await releaseAddress(system, id, address));
    expect((await letThrough(system, id)).addresses).not.toContain(address);
    const row = await addressRow(address);
    expect(row).toMatchObject({ server_id: null, tenant_id: null });
    expect(row.free_since.getTime()).toBeGreaterThan(system.clock.now().getTime() - HOUR);
    expect(await system.db.selectFrom("reverse_names").selectAll().where("server_id", "=", id).execute()).toEqual([]);
    const { data } = await system.operator.GET("/v1/operator/assignments", { params: { query: { address } } });
    expect(data?.assignments).toMatchObject([{ address, server: { id }, until: expect.any(String) }]);
  });

  test("end at a limit; those it was ordered with stay, and those of others are not found", async () => {
    const { id, ipv4 } = await system.running("limits");
    for (let count = 0; count < 4; count++) await done((await orderAddress(system, id)).action);
    const more = await system.owner.POST("/v1/servers/{id}/addresses", {
      params: { path: { id } },
      body: { family: "ipv4" },
    });
    expect(more.error).toMatchObject({ error: { code: "resource_limit_exceeded" } });
    const other = await system.running("neighbour");
    for (const [address, code] of [
      [ipv4?.address ?? "", "conflict"],
      [other.ipv4?.address ?? "", "not_found"],
      ["hello", "invalid_input"],
    ] as const) {
      const { error } = await system.owner.DELETE("/v1/servers/{id}/addresses/{address}", {
        params: { path: { id, address } },
      });
      expect(error).toMatchObject({ error: { code } });
    }
    await done(await remove(system, id));
    expect(await system.snapshot(id)).toEqual(NOTHING);
  });
});

test("a rebuilt server has its rules and extra addresses before it starts", async () => {
  const { id } = await system.running("rebuilt");
  await done(await setFirewall(system, id, WEB));
  const extra = await orderAddress(system, id);
  await done(extra.action);
  const answer = await system.owner.POST("/v1/servers/{id}/actions/rebuild", {
    params: { path: { id } },
    body: { image: "debian-13" },
  });
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  await done(answer.data.action.id);
  const now = await letThrough(system, id);
  expect(now).toMatchObject({ rules: ["out DROP 25", "in ACCEPT 22", "in ACCEPT 443"], policies: ["DROP", "ACCEPT"] });
  expect(now.addresses).toContain(extra.address);
});

describe("reverse names", () => {
  test("are kept, not published, and replaced", async () => {
    const { id, ipv4, ipv6 } = await system.running("named");
    await nameAddress(system, id, ipv4?.address ?? "", "WWW.Example.com.");
    const single = (ipv6?.address ?? "").replace(/1$/, "a:7");
    const { data, error } = await nameAddress(system, id, single, "db.example.com");
    expect(error).toBeUndefined();
    const names = data?.server.addresses.flatMap(({ reverse_dns }) => reverse_dns);
    expect(names).toMatchObject([
      { address: ipv4?.address, host_name: "www.example.com", published: false },
      { host_name: "db.example.com", published: false },
    ]);
    await nameAddress(system, id, ipv4?.address ?? "", "mail.example.com");
    const cleared = await nameAddress(system, id, single, null);
    expect(cleared.data?.server.addresses.flatMap(({ reverse_dns }) => reverse_dns)).toEqual([
      { address: ipv4?.address, host_name: "mail.example.com", published: false },
    ]);
  });

  test.each([
    "localhost",
    "-a.example.com",
    "a..example.com",
    "exa_mple.com",
    "192.0.2.7",
    "",
    `${"a".repeat(64)}.com`,
  ])("'%s' is no host name", async (name) => {
    const [server] = (await system.owner.GET("/v1/servers", {})).data?.servers ?? [];
    const answer = await nameAddress(system, server?.id ?? "", server?.ipv4?.address ?? "", name);
    expect(answer.error?.error.details?.fields?.map((field) => field.name)).toEqual(["reverse_dns"]);
  });

  test("the addresses of others have none", async () => {
    const { id } = await system.running("nosy");
    const other = await system.running("quiet");
    expect((await nameAddress(system, id, other.ipv4?.address ?? "", "x.example.com")).error).toMatchObject({
      error: { code: "not_found" },
    });
  });
});

test("a hold pre-empts a change of the firewall, and what stood before is back", async () => {
  const { id } = await system.running("pre-empted");
  await done(await setFirewall(system, id, WEB));
  const fault = system.testbed().faults.inject({
    effect: "slow",
    on: "POST /nodes/{node}/qemu/{vmid}/firewall/rules",
    ms: 2000,
    name: "^pre-empted$",
  });
  const change = await setFirewall(system, id, MAIL);
  const held = await hold(system, id);
  await done(held.action);
  system.testbed().faults.clear(fault);
  expect((await system.actionEnd(change)).status).toBe("error");
  await until("the old rules", async () =>
    (await letThrough(system, id)).rules.join() === "out DROP 25,in ACCEPT 22,in ACCEPT 443" ? true : undefined,
  );
  expect(await firewallOf(system, id)).toMatchObject(WEB);
});
