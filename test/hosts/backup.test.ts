import type { GuestBackend } from "@hostwright/testbed/proxmox/backend/guest-backend";
import { openNspawn, siteNamespace } from "@hostwright/testbed/proxmox/backend/nspawn/index";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backUp, deleteBackup, restore, rollBack, takeSnapshot } from "../system/backups.ts";
import { type Ordered, startTestSystem, type TestSystem } from "../system.ts";
import { HOSTS, lacking, named } from "./machine.ts";
import { Person } from "./ssh.ts";

const reason = lacking("booting");
const SITE = "test-backup";
const NAMESPACE = siteNamespace({ directory: HOSTS, name: SITE });

describe.skipIf(reason !== undefined)(named("a Debian that goes back", reason), () => {
  let backend: GuestBackend;
  let system: TestSystem;
  let ada: Person;
  let server: Ordered;
  beforeAll(async () => {
    const opened = await openNspawn({ directory: HOSTS, name: SITE });
    if ("reason" in opened) throw new Error(opened.reason);
    backend = opened;
    system = await startTestSystem({ backend: (location) => (location === "fra1" ? backend : undefined) });
    ada = new Person(NAMESPACE);
    await ada.makeKey();
    server = await system.running("web-1", { ssh_keys: [ada.publicKey] });
  });
  afterAll(async () => {
    await system?.stop();
    ada?.leave();
  });

  const on = (command: string) => ada.on(server.ipv4?.address ?? "", command);
  const write = (text: string) => on(`echo ${text} > /root/file; sync`);
  const hostKey = () => ada.hostKey(server.ipv4?.address ?? "");
  const succeeded = async (action: string) =>
    expect(await system.actionEnd(action)).toMatchObject({ status: "success", error: null });

  test("to a snapshot has what was on its disk then, and is the same host", async () => {
    await write("first");
    const key = hostKey();
    const { action, snapshot } = await takeSnapshot(system, server.id);
    await succeeded(action);
    await write("second");
    await succeeded(await rollBack(system, server.id, snapshot));
    expect(await on("cat /root/file; hostname")).toBe("first\nweb-1");
    // Its first boot did not run again: nothing that cloud-init is told has changed.
    expect(hostKey()).toBe(key);
  });

  test("to a backup has what was on its disk then, on another machine, and is the same host", async () => {
    await write("third");
    const key = hostKey();
    const { vmid } = await system.serverRow(server.id);
    const { action, backup } = await backUp(system, server.id);
    await succeeded(action);
    await on("echo fourth > /root/file; touch /root/new; sync");
    await succeeded(await restore(system, server.id, backup));
    expect((await system.serverRow(server.id)).vmid).not.toBe(vmid);
    expect(await on("cat /root/file; ls /root/new 2>&1; true")).toMatch(/^third\nls: cannot access/);
    expect(hostKey()).toBe(key);
    expect(backend.isRunning(vmid)).toBe(false);
    // Again, from a backup that carries the number of a machine that is gone.
    await write("fifth");
    await succeeded(await restore(system, server.id, backup));
    expect(await on("cat /root/file")).toBe("third");
    await succeeded(await deleteBackup(system, server.id, backup));
  });
});
