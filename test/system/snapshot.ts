import type { App } from "@hostwright/core/kernel";
import { TRANSITIONAL } from "@hostwright/core/server/state";
import type { Proxmox } from "@hostwright/testbed/proxmox/index";

/** What is there of servers: everything but history. All of it is empty where nothing was ordered or all is undone. */
export interface Snapshot {
  /** `100123 hostwright:srv_…`; templates left out. */
  vms: string[];
  /** Volumes of anything but templates; ISO images belong to the site. */
  volumes: string[];
  addresses: string[];
  /** Servers with a place on a node. */
  reservations: string[];
  transitional: string[];
  locks: string[];
  /** Jobs queued or running; looks for absence still to come are `absences`. */
  jobs: string[];
  running: string[];
}

export const NOTHING: Snapshot = {
  vms: [],
  volumes: [],
  addresses: [],
  reservations: [],
  transitional: [],
  locks: [],
  jobs: [],
  running: [],
};

/** @param server only what is left of this one */
export async function takeSnapshot(app: App, testbeds: Iterable<Proxmox>, server?: string): Promise<Snapshot> {
  const db = app.db.kysely;
  const servers = (await db.selectFrom("servers").selectAll().execute()).filter((row) => !server || row.id === server);
  const ids = new Set(servers.map((row) => row.id));
  // Those of a replacement, before it and after it, included.
  const spares = await db.selectFrom("spare_vms").select(["server_id", "vmid"]).execute();
  const vmids = new Set([...servers, ...spares.filter((row) => ids.has(row.server_id))].map((row) => row.vmid));
  // Backups outlive their server, and are no leftovers while they are in the records.
  const kept = await db.selectFrom("backups").select("volid").where("status", "=", "available").execute();
  const backups = new Set(kept.map((row) => row.volid));
  const guests = [...testbeds].flatMap(({ cluster }) => {
    const templates = new Set(
      cluster
        .vms()
        .filter((vm) => vm.options.template === 1)
        .map((vm) => vm.vmid),
    );
    const wanted = (vmid: number) => !templates.has(vmid) && (!server || vmids.has(vmid));
    return [
      {
        vms: cluster.vms().filter((vm) => wanted(vm.vmid)),
        volumes: cluster
          .volumes()
          .filter((volume) => volume.content !== "iso" && wanted(volume.vmid) && !backups.has(volume.volid)),
      },
    ];
  });
  const held = await db.selectFrom("storage_reservations").select(["server_id", "action_id"]).execute();
  const addresses = await db.selectFrom("addresses").selectAll().where("server_id", "is not", null).execute();
  const actions = await db.selectFrom("actions").selectAll().where("status", "=", "running").execute();
  const jobs = await db.selectFrom("jobs").selectAll().where("status", "in", ["queued", "running"]).execute();
  const about = new Map(
    (await db.selectFrom("actions").select(["id", "subject_id"]).execute()).map((row) => [row.id, row.subject_id]),
  );
  return {
    vms: guests.flatMap(({ vms }) => vms.map((vm) => `${vm.vmid} ${String(vm.options.description ?? "")}`)),
    volumes: guests.flatMap(({ volumes }) => volumes.map((volume) => volume.volid)),
    addresses: addresses.filter((row) => ids.has(row.server_id ?? "")).map((row) => row.address),
    reservations: [
      ...servers.filter((row) => row.node_id || row.storage_id).map((row) => row.id),
      ...held.filter((row) => ids.has(row.server_id)).map((row) => `${row.server_id} by ${row.action_id}`),
    ],
    transitional: servers
      .filter((row) => TRANSITIONAL.some((status) => status === row.status))
      .map((row) => `${row.id} ${row.status}`),
    locks: servers.filter((row) => row.action_id).map((row) => `${row.id} by ${row.action_id}`),
    jobs: jobs.filter((row) => ids.has(about.get(row.action_id) ?? "")).map((row) => `${row.id} ${row.status}`),
    running: actions.filter((row) => ids.has(row.subject_id)).map((row) => `${row.id} ${row.command}`),
  };
}
