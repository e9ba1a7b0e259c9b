import { existsSync } from "node:fs";
import { join } from "node:path";
import type { GuestBackend } from "@hostwright/testbed/proxmox/backend/guest-backend";
import { openNspawn, siteNamespace } from "@hostwright/testbed/proxmox/backend/nspawn/index";
import { TestClient } from "@hostwright/testbed/proxmox/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { until } from "../system/clock.ts";
import { type Ordered, startTestSystem, type TestSystem } from "../system.ts";
import { HOSTS, lacking, named } from "./machine.ts";
import { Person } from "./ssh.ts";
import { traces } from "./traces.ts";

const reason = lacking("booting");
const STAFF = { id: "staff@pve!test", secret: "secret", privileges: "Administrator" };
const STAFF_HEADERS = { authorization: `PVEAPIToken=${STAFF.id}=${STAFF.secret}` };
const terminal = z.object({ user: z.string(), ticket: z.string(), port: z.number() });
const SITE = "test-ssh";
const NAMESPACE = siteNamespace({ directory: HOSTS, name: SITE });

describe.skipIf(reason !== undefined)(named("what one ordered is a Debian that", reason), () => {
  let backend: GuestBackend;
  let system: TestSystem;
  let ada: Person;
  let server: Ordered;
  let other: Ordered;
  let vmid: number;

  beforeAll(async () => {
    const opened = await openNspawn({ directory: HOSTS, name: SITE });
    if ("reason" in opened) throw new Error(opened.reason);
    backend = opened;
    system = await startTestSystem({
      backend: (location) => (location === "fra1" ? backend : undefined),
      site: (_location, site) => ({ ...site, tokens: [...(site.tokens ?? []), STAFF] }),
    });
    ada = new Person(NAMESPACE);
    await ada.makeKey();
    [server, other] = (await Promise.all(
      ["Web-1", "web-2"].map((name) => system.running(name, { ssh_keys: [ada.publicKey] })),
    )) as [Ordered, Ordered];
    vmid = (await system.serverRow(server.id)).vmid;
  });
  afterAll(async () => {
    await system?.stop();
    ada?.leave();
  });

  const ipv4 = (of = server) => of.ipv4?.address ?? "";
  const ipv6 = (of = server) => of.ipv6?.address ?? "";
  const named9 = (name: string) => (name === "web-9" ? name : undefined);
  /** What an administrator does at the Proxmox VE itself, until its task and those that it starts have ended. */
  const staff = async (method: string, path: string, fields: Record<string, string | number> = {}) => {
    const proxmox = system.testbed();
    const client = new TestClient(proxmox, STAFF_HEADERS);
    const node = proxmox.cluster.vm(vmid)?.node;
    const pairs = Object.entries(fields).map(([name, value]): [string, string] => [name, String(value)]);
    const body = new URLSearchParams(pairs).toString();
    const answer = await client.send(
      method,
      `/nodes/${node}/qemu/${vmid}${path}`,
      method === "POST" ? body : undefined,
    );
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.reason} ${answer.text}`);
    const ended = () => proxmox.cluster.tasks().every((task) => task.endtime !== undefined) || undefined;
    await until("the end of all tasks", ended);
    const failed = proxmox.cluster.tasks().find((task) => task.upid === answer.body.data && task.status !== "OK");
    if (failed) throw new Error(failed.status);
    client.close();
  };
  const power = async (operation: "start" | "shutdown" | "stop" | "reboot") => {
    const path = { id: server.id };
    const { data, error } = await system.owner.POST(`/v1/servers/{id}/actions/${operation}`, { params: { path } });
    if (!data) throw new Error(JSON.stringify(error));
    expect(await system.actionEnd(data.action.id)).toMatchObject({ status: "success" });
  };

  const reset = async (body: { ssh_keys?: string[]; password?: boolean }) => {
    const path = { id: server.id };
    const { data, error } = await system.owner.POST("/v1/servers/{id}/actions/reset-access", {
      params: { path },
      body,
    });
    if (!data) throw new Error(JSON.stringify(error));
    expect(await system.actionEnd(data.action.id)).toMatchObject({ status: "success", error: null });
  };

  test("lets its owner in with the key that was given, over IPv4 and IPv6", async () => {
    expect(await ada.on(ipv4(), "hostname")).toBe("web-1");
    expect(await ada.on(ipv6(), "hostname")).toBe("web-1");
  });

  test("has the addresses, routers and nameservers of the order", async () => {
    const addresses = await ada.on(ipv4(), "ip -br address show eth0");
    expect(addresses).toContain(`${ipv4()}/22`);
    expect(addresses).toContain(`${ipv6()}/64`);
    expect(await ada.on(ipv4(), "ip route show default; ip -6 route show default")).toMatch(
      /via 198\.18\.0\.1 [\s\S]*via fe80::1 /,
    );
    expect(await ada.on(ipv4(), "resolvectl dns eth0")).toContain("9.9.9.9");
  });

  test("reaches its neighbour, and nothing beyond this machine", async () => {
    expect(await ada.on(ipv4(), `bash -c 'echo > /dev/tcp/${ipv4(other)}/22' && echo reached`)).toBe("reached");
    expect(await ada.on(ipv4(), "bash -c 'echo > /dev/tcp/9.9.9.9/53' 2>&1; true")).toContain("unreachable");
  });

  test("keeps what was written and its host key through power off and on", async () => {
    await ada.on(ipv4(), "echo precious > /root/file; sync");
    const key = ada.hostKey(ipv4());
    await power("shutdown");
    expect(backend.isRunning(vmid)).toBe(false);
    await power("start");
    expect(await ada.on(ipv4(), "cat /root/file")).toBe("precious");
    expect(ada.hostKey(ipv4())).toBe(key);
  });

  test("is stopped once it has powered itself off", async () => {
    const off = async () => ((await system.vm(server.id))?.process === undefined ? true : undefined);
    await ada.on(ipv4(), "systemd-run --on-active=0 systemctl poweroff 2>&1");
    await until("the machine to be off", off);
    await power("stop");
    await power("start");
    expect(await ada.on(ipv4(), "cat /root/file")).toBe("precious");
  });

  test("answers on its serial console, by way of termproxy", async () => {
    const proxmox = system.testbed();
    const client = new TestClient(proxmox, STAFF_HEADERS);
    const path = `/nodes/${proxmox.cluster.vm(vmid)?.node}/qemu/${vmid}`;
    const opened = terminal.parse(await client.data(client.post(`${path}/termproxy`)));
    client.close();
    const query = new URLSearchParams({ port: String(opened.port), vncticket: opened.ticket });
    const socket = new WebSocket(
      `${proxmox.url.replace("https", "wss")}/api2/json${path}/vncwebsocket?${query}`,
      "binary",
      { ca: proxmox.caPem, headers: STAFF_HEADERS },
    );
    let shown = "";
    socket.on("message", (data: Buffer) => {
      shown += data;
    });
    await new Promise((resolve) => socket.once("open", resolve));
    socket.send(`${opened.user}:${opened.ticket}\n`);
    await until("a login prompt", () => {
      socket.send("0:1:\r");
      return /^OK[\s\S]*web-1 login: /.test(shown) || undefined;
    });
    socket.close();
  });

  test("goes back to a snapshot, what it wrote included", async () => {
    await ada.on(ipv4(), "echo before > /root/file; sync");
    await staff("POST", "/snapshot", { snapname: "s1" });
    await ada.on(ipv4(), "echo after > /root/file; touch /root/new; sync");
    await staff("POST", "/snapshot/s1/rollback", { start: 1 });
    expect(await ada.on(ipv4(), "cat /root/file; ls /root/new 2>&1; true")).toMatch(/^before\nls: cannot access/);
    await staff("DELETE", "/snapshot/s1");
  });

  test("boots for the first time again, with new host keys, when cloud-init is told something else", async () => {
    const key = ada.hostKey(ipv4());
    ada.forgetHostKeys();
    await staff("POST", "/config", { name: "web-9" });
    await staff("POST", "/status/reboot");
    expect(await until("the new name", async () => named9(await ada.on(ipv4(), "hostname")))).toBe("web-9");
    expect(ada.hostKey(ipv4())).not.toBe(key);
    expect(await ada.on(ipv4(), "cat /root/file")).toBe("before");
  });

  test("takes new keys and a new password through its agent, while it runs", async () => {
    const bob = new Person(NAMESPACE);
    await bob.makeKey();
    const boot = await ada.on(ipv4(), "systemctl show --property=UserspaceTimestamp");
    const shadow = await ada.on(ipv4(), "getent shadow root");
    await reset({ ssh_keys: [bob.publicKey] });
    expect(await bob.on(ipv4(), "cat /root/.ssh/authorized_keys; stat -c '%U %a' /root/.ssh/authorized_keys")).toBe(
      `${bob.publicKey}\nroot 600`,
    );
    await reset({ ssh_keys: [ada.publicKey], password: true });
    expect(await ada.on(ipv4(), "getent shadow root")).not.toBe(shadow);
    expect(await ada.on(ipv4(), "systemctl show --property=UserspaceTimestamp")).toBe(boot);
    bob.leave();
  });

  test("is a fresh system after a rebuild, on its old address, and nothing is left of the old one", async () => {
    const old = vmid;
    ada.forgetHostKeys();
    const path = { id: server.id };
    const body = { image: "debian-12" };
    const { data } = await system.owner.POST("/v1/servers/{id}/actions/rebuild", { params: { path }, body });
    expect(await system.actionEnd(data?.action.id ?? "")).toMatchObject({ status: "success" });
    vmid = (await system.serverRow(server.id)).vmid;
    expect(await ada.on(ipv4(), "hostname; ls /root/file 2>&1; true")).toMatch(/^web-1\nls: cannot access/);
    expect(traces(`${NAMESPACE}-${old}`, join(HOSTS, SITE, String(old)))).toEqual([]);
    expect(existsSync(join(HOSTS, SITE, String(old)))).toBe(false);
  });

  test("is gone with its namespace, mounts, processes and disks when it is deleted", async () => {
    const { data } = await system.owner.DELETE("/v1/servers/{id}", { params: { path: { id: server.id } } });
    expect(await system.actionEnd(data?.action.id ?? "")).toMatchObject({ status: "success" });
    expect(traces(`${NAMESPACE}-${vmid}`, join(HOSTS, SITE, String(vmid)))).toEqual([]);
    expect(existsSync(join(HOSTS, SITE, String(vmid)))).toBe(false);
    expect(await ada.on(ipv4(other), "hostname")).toBe("web-2");
  });

  test("leaves nothing running when the testbed ends", async () => {
    await system.stop();
    expect(traces(NAMESPACE, join(HOSTS, SITE))).toEqual([]);
  });
});
