import { afterAll, beforeAll, expect, test } from "vitest";
import { handlers } from "./api/index.ts";
import { contract, type PropertySchema } from "./schema/contract.ts";
import { TestClient } from "./testing.ts";
import { type Bench, bench } from "./testing-cluster.ts";

/**
 * For every parameter of every covered method, values outside its type, range, length, pattern, enumeration and format are
 * sent, and the text that comes back is held to the words of Proxmox's sources (PVE/JSONSchema.pm and where each format
 * is registered). What is expected is worked out here from the contract, not by the code under test.
 */
let at: Bench;
let nobody: TestClient;
beforeAll(async () => {
  at = await bench();
  nobody = new TestClient(at.proxmox, {});
});
afterAll(() => {
  nobody.close();
  return at.stop();
});

/** A value that lacks the format, and what is said of it. */
const NOT_OF_FORMAT: Record<string, [value: string, text: string]> = {
  "pve-vmid": ["99", "value does not look like a valid VM ID"],
  "pve-node": ["-pve", "value does not look like a valid node name"],
  "pve-configid": ["9x", "invalid configuration ID '9x'"],
  "pve-configid-list": ["ok,9x", "invalid configuration ID '9x'"],
  "pve-storage-id": ["x", "storage ID 'x' cannot be shorter than 2 characters"],
  "pve-storage-id-list": ["a!b", "storage ID 'a!b' contains illegal characters"],
  "pve-bridge-id": ["br 0", "invalid bridge ID 'br 0'"],
  "pve-iface": ["0eth", "invalid network interface name '0eth'"],
  "pve-volume-id": ["novolume", "unable to parse volume ID 'novolume'"],
  "pve-volume-id-or-qm-path": ["novolume", "unable to parse volume ID 'novolume'"],
  "pve-volume-id-or-absolute-path": ["novolume", "unable to parse volume ID 'novolume'"],
  "pve-poolid": ["a b", "pool name 'a b' contains invalid characters"],
  "pve-priv-list": ["VM.Audit,VM.Fly", "invalid privilege 'VM.Fly'"],
  "pve-realm": ["1realm", "value does not look like a valid realm"],
  "pve-tag-list": ["ok;!no", "invalid characters in tag"],
  "pve-vmid-list": ["100,99", "value does not look like a valid VM ID"],
  "pve-startup-order": ["first", "unable to parse startup options"],
  "pve-hotplug-features": ["disk,warp", "invalid hotplug feature 'warp'"],
  "pve-qm-bootdisk": ["net0", "invalid boot disk 'net0'"],
  "pve-cpuset": ["a-b", "unable to parse cpuset option"],
  "pve-task-status-type-list": ["ok,fine", "invalid status 'fine'"],
  "pve-storage-content": ["music", "invalid content type 'music'"],
  "pve-storage-content-list": ["images,music", "invalid content type 'music'"],
  "storage-pair-list": ["a:b:c", "entry 'a:b:c' contains invalid ID - storage ID 'a:b:c' contains illegal characters"],
  "bridge-pair-list": ["br 0/:x", "invalid bridge ID"],
  "address-list": ["1.2.3.4 not_a_name", "value does not look like a valid address: not_a_name"],
  address: ["not_a_name", "value does not look like a valid address: not_a_name"],
  "dns-name": ["not_a_name", "value does not look like a valid DNS name"],
  urlencoded: ["a b", "invalid urlencoded string: a b"],
  "mac-addr": ["01:00:00:00:00:00", "value does not look like a valid unicast MAC address"],
  ip: ["1.2.3", "value does not look like a valid IP address"],
  ipv4: ["1.2.3", "value does not look like a valid IPv4 address"],
  ipv6: ["1.2.3.4", "value does not look like a valid IPv6 address"],
  CIDR: ["1.2.3.4", "value does not look like a valid CIDR network"],
  "disk-size": ["big", "value does not look like a valid disk size: big"],
  "email-or-username-list": ["a@@b", "value does not look like a valid email address or user name"],
  IPorCIDR: ["1.2.3", "value does not look like a valid IP address or CIDR network"],
  IPorCIDRorAlias: ["1.2.3", "value does not look like a valid IP address or CIDR network"],
  "pve-fw-addr-spec": ["1.2.3.4,", "extraneous commas in list"],
  "pve-fw-dport-spec": ["70000", "invalid port '70000'"],
  "pve-fw-sport-spec": ["9:3", "backwards range '9:3' not allowed, did you mean '3:9'?"],
  "pve-fw-protocol-spec": ["warp", "unknown protocol 'warp'"],
  "pve-fw-icmp-type-spec": ["warp", "invalid icmp-type value 'warp'"],
  "pve-ha-resource-or-vm-id": ["a b", "value does not look like a valid ha resource id"],
  // Property strings by name.
  "pve-qm-boot": ["order=floppy0", "format error\nboot.order: invalid format - invalid boot device 'floppy0'"],
  "pve-qm-ide": ["local:1,warp=9", "invalid key in comma-separated list property: warp"],
  "pve-qm-ipconfig": ["ip=1.2.3.4", "value does not look like a valid ipv4 network configuration"],
  "pve-qm-cicustom": ["user=nothing", "unable to parse volume ID 'nothing'"],
  "pve-qm-watchdog": ["rex", "value 'rex' does not have a value in the enumeration 'i6300esb, ib700'"],
  "pve-qm-smbios1": ["uuid=1", "smbios1.uuid: value does not match the regex pattern"],
  "pve-qm-rng": ["/dev/zero", "value '/dev/zero' does not have a value in the enumeration"],
  "pve-qm-hostpci": ["zz:zz", "value does not match the regex pattern"],
  "pve-vm-cpu-conf": ["abacus", "Built-in cputype 'abacus' is not defined (missing 'custom-' prefix?)"],
  "pve-qemu-sev-fmt": ["xyz", "value 'xyz' does not have a value in the enumeration 'std, es, snp'"],
  "pve-qemu-tdx-fmt": ["xyz", "value 'xyz' does not have a value in the enumeration 'tdx'"],
  "prune-backups": ["keep-all=1,keep-last=3", "keep-all cannot be set together with other options."],
  "backup-fleecing": ["1", "'storage' parameter is required when 'enabled' is set"],
  "backup-performance": ["max-workers=0", "value must have a minimum value of 1"],
};

interface Case {
  value: string;
  text: string;
}

/** Values the schema does not allow, each with the words for it. */
function wrongs(name: string, schema: PropertySchema, nested = false): Case[] {
  const cases: Case[] = [];
  const add = (value: string, text: string) => cases.push({ value, text });
  const { type, format } = schema;
  if (type === "boolean" || type === "integer" || type === "number")
    // In a property string `true` is a boolean; as a parameter it is none.
    for (const value of nested ? ["nonsense"] : ["nonsense", "true"])
      add(value, `type check ('${type}') failed - got '${value}'`);
  if (type === "integer") add("1.5", "type check ('integer') failed - got '1.5'");
  if (typeof format === "string") {
    const known = NOT_OF_FORMAT[format];
    if (!known) throw new Error(`no bad value for format ${format} of ${name}`);
    add(known[0], known[1]);
    return cases;
  }
  if (typeof format === "object") {
    add("warp=9", "invalid format - invalid key in comma-separated list property: warp\n");
    for (const [key, inner] of Object.entries(format)) {
      if (inner.alias) continue;
      for (const wrong of wrongs(`${name}.${key}`, inner, true))
        if (!wrong.value.includes(",")) add(`${key}=${wrong.value}`, wrong.text);
    }
    return cases;
  }
  if (schema.pattern) add("\u00a7 \u00a7", "value does not match the regex pattern");
  else if (schema.enum)
    add("nonsense", `value 'nonsense' does not have a value in the enumeration '${schema.enum.join(", ")}'`);
  else if (schema.maxLength !== undefined)
    add("x".repeat(schema.maxLength + 1), `value may only be ${schema.maxLength} characters long`);
  if (schema.pattern === "[A-Za-z][A-Za-z0-9\\-\\_]+" && schema.maxLength !== undefined)
    add("x".repeat(schema.maxLength + 1), `value may only be ${schema.maxLength} characters long`);
  if (schema.pattern === "[A-Za-z][A-Za-z0-9\\-\\_]+" && (schema.minLength ?? 0) > 2)
    add("xx", `value must be at least ${schema.minLength} characters long`);
  if (type === "integer" || type === "number") {
    const { minimum, maximum } = schema;
    if (minimum !== undefined) add(String(Number(minimum) - 1), `value must have a minimum value of ${minimum}`);
    if (maximum !== undefined) add(String(Number(maximum) + 1), `value must have a maximum value of ${maximum}`);
  }
  return cases;
}

/** A path that reaches the method, and the value in it where the parameter is part of it. */
function pathFor(path: string, name: string, value: string): string | undefined {
  const sample: Record<string, string> = {
    node: "pve1",
    vmid: "9000",
    storage: "local-lvm",
    volume: "x",
    upid: "UPID",
    pos: "0",
    name: "abc",
    cidr: "1.2.3.4",
    poolid: "p",
    snapname: "s1",
    group: "g1",
    sid: "vm:100",
    rule: "r1",
  };
  const filled = path.replace(/\{([^}]+)\}/g, (_, part: string) =>
    encodeURIComponent(part === name ? value : (sample[part] ?? "x")),
  );
  // A slash would be another path.
  return path.includes(`{${name}}`) && value.includes("/") ? undefined : filled;
}

const methods = Object.entries(contract).filter(([key]) => Object.keys(handlers).includes(key));

test("every covered method is in the contract, and nothing else is carried", () => {
  expect(Object.keys(contract).sort()).toEqual(Object.keys(handlers).sort());
});

test.each(methods)(
  "%s refuses what its schema does not allow",
  async (key, method) => {
    const [verb = "", path = ""] = key.split(" ");
    const client = method.allowtoken ? at.client : nobody;
    const wrong: string[] = [];
    for (const [property, schema] of Object.entries(method.parameters.properties ?? {})) {
      const name = property.replace("[n]", "0");
      // A node that does not exist is not found before its name is looked at.
      if (name === "node" && path.startsWith("/nodes/{node}")) continue;
      for (const { value, text } of wrongs(name, schema)) {
        const to = pathFor(path, name, value);
        if (to === undefined) continue;
        const fields = path.includes(`{${name}}`) ? {} : { [name]: value };
        const bodied = verb === "POST" || verb === "PUT";
        const send = { GET: client.get, DELETE: client.delete, POST: client.post, PUT: client.put }[verb] ?? client.get;
        const answer = await send(to, bodied || verb === "GET" || verb === "DELETE" ? fields : {});
        const said = Object.entries(answer.body.errors ?? {}).find(([field]) => field === name)?.[1];
        if (answer.status !== 400 || !said?.includes(text))
          wrong.push(`${name}=${value}: ${answer.status} ${said ?? answer.reason} instead of ${text}`);
      }
    }
    const unknown = await client.send(verb, `${pathFor(path, "", "")}?no-such-parameter=1`);
    expect(unknown.body.errors?.["no-such-parameter"]).toBe(
      "property is not defined in schema and the schema does not allow additional properties",
    );
    expect(wrong).toEqual([]);
  },
  60_000,
);

test.each(methods)("%s asks for what is not optional", async (key, method) => {
  const [verb = "", path = ""] = key.split(" ");
  const needed = Object.entries(method.parameters.properties ?? {})
    .filter(([name, schema]) => !schema.optional && !path.includes(`{${name}}`))
    .map(([name]) => name);
  if (needed.length === 0) return;
  const client = method.allowtoken ? at.client : nobody;
  const answer = await client.send(verb, pathFor(path, "", "") ?? "");
  for (const name of needed) expect(answer.body.errors?.[name]).toBe("property is missing and it is not optional");
});
