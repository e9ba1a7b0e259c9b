import { SteppedClock } from "@hostwright/core/kernel/clock";
import { expect, test } from "vitest";
import { createEndpoint } from "./endpoint.ts";
import type { Proxmox } from "./proxmox/client.ts";
import { checkSite } from "./site-check.ts";

const endpointAnswering = (answers: Record<string, unknown>, hang = false) =>
  createEndpoint("e1", {
    read: (method: string, _: object, signal: AbortSignal) =>
      hang
        ? new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
        : Promise.resolve(answers[method]),
  } as unknown as Proxmox);
const all = Object.fromEntries(
  "Datastore.AllocateSpace Datastore.Audit SDN.Use Sys.Audit VM.Allocate VM.Audit VM.Backup VM.Clone VM.Config.CDROM VM.Config.CPU VM.Config.Cloudinit VM.Config.Disk VM.Config.Memory VM.Config.Network VM.Config.Options VM.Console VM.Migrate VM.PowerMgmt VM.Snapshot VM.Snapshot.Rollback"
    .split(" ")
    .map((privilege) => [privilege, 1]),
);
const healthy = {
  "GET /version": { version: "9.1.2" },
  "GET /access/permissions": { "/": all },
  "GET /cluster/firewall/options": { enable: true },
};
const check = (answers: object) =>
  checkSite(endpointAnswering({ ...healthy, ...answers }), new SteppedClock(), new AbortController().signal);

test("a healthy site has no problems", async () => {
  expect(await check({})).toEqual([]);
});

test("an old version, a missing right and a firewall that is off are each named", async () => {
  const { "VM.Backup": _, ...rest } = all;
  const found = await check({
    "GET /version": { version: "8.1.4" },
    "GET /access/permissions": { "/vms": rest },
    "GET /cluster/firewall/options": {},
  });
  expect(found.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    "version_too_old: Proxmox VE 8.1.4 is older than 8.2",
    "token_rights_missing: the API token lacks VM.Backup",
    "cluster_firewall_off: the cluster firewall is off: no VM's filters work",
  ]);
});

test("an endpoint that hangs is unreachable, and does not hold the heartbeat up", async () => {
  const clock = new SteppedClock();
  const checking = checkSite(endpointAnswering({}, true), clock, new AbortController().signal);
  await clock.advance(10_000);
  expect(await checking).toEqual([{ endpoint: "e1", code: "endpoint_unreachable", message: "no answer within 10 s" }]);
});
