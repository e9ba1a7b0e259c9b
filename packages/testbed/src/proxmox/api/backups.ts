import { failure, parameterFailure } from "../failure.ts";
import { keepRules, markBackups } from "../guest/retention.ts";
import { storageOn, volumesOn } from "../guest/volumes.ts";
import { splitList } from "../schema/format.ts";
import type { BackupInput } from "../workers/inputs.ts";
import type { Call, Handlers } from "./call.ts";
import { rootOnly } from "./root-only.ts";

/** Starts a backup of the named VMs on this node (pve-manager: API2/VZDump.pm). */
function vzdump(call: Call): string {
  const { cluster, tasks, access, parameters, node, user } = call;
  rootOnly(call, "dumpdir", "tmpdir", "script", "job-id");
  if (parameters.flag("stdout"))
    throw parameterFailure({ stdout: "option is only allowed on the command line interface." });
  for (const name of ["bwlimit", "performance", "ionice"])
    if (parameters.text(name) !== undefined) access.check(user, "/", ["Sys.Modify"]);
  const pool = parameters.text("pool");
  const listed = parameters.flag("all")
    ? cluster.vms.values().map((vm) => vm.vmid)
    : pool === undefined
      ? splitList(parameters.text("vmid")).map(Number)
      : (cluster.pools.get(pool)?.vms ?? []);
  const excluded = new Set(splitList(parameters.text("exclude")).map(Number));
  const here = listed.filter((vmid) => !excluded.has(vmid) && (cluster.vms.get(vmid)?.node ?? node) === node);
  if (here.length === 0 && listed.length === 0)
    throw parameterFailure({ vmid: "property is missing and it is not optional" });
  // Silent where all of them are on other nodes.
  if (here.length === 0) return "OK";
  const storage = parameters.text("storage") ?? "local";
  access.check(user, `/storage/${storage}`, ["Datastore.AllocateSpace"]);
  for (const vmid of here) access.check(user, `/vms/${vmid}`, ["VM.Backup"]);
  const prune = parameters.text("prune-backups");
  if (prune !== undefined) access.check(user, `/storage/${storage}`, ["Datastore.Allocate"]);
  if (!storageOn(cluster, storage, node).content.includes("backup"))
    throw failure(`storage '${storage}' does not support backups`);
  const notes = parameters.text("notes-template");
  const mode = parameters.text("mode");
  const input: BackupInput = {
    vmid: here[0] ?? 0,
    vmids: here,
    node,
    user,
    storage,
    mode: mode === "stop" || mode === "suspend" ? mode : "snapshot",
    failed: 0,
    protect: parameters.flag("protected"),
    ...(notes === undefined ? {} : { notes }),
    ...(prune === undefined ? {} : { prune }),
  };
  const id = here.length === 1 ? String(here[0]) : "";
  return tasks.start("backup", input, { node, type: "vzdump", id, user });
}

/** What the rules would do with the backups on a storage; with `remove` they do it (API2/Storage/PruneBackups.pm). */
function pruned(call: Call) {
  const { cluster, node, parameters, access, user } = call;
  const storage = storageOn(cluster, parameters.required("storage"), node);
  const vmid = parameters.number("vmid");
  const rules = keepRules(parameters.text("prune-backups") ?? "keep-all=1");
  const mine = volumesOn(cluster, storage, node)
    .filter((one) => one.content === "backup" && (vmid ?? one.vmid) === one.vmid)
    .filter(
      (one) =>
        access.allows(user, `/storage/${storage.id}`, ["Datastore.Allocate"]) ||
        access.allows(user, `/vms/${one.vmid}`, ["VM.Backup"]),
    );
  const groups = Map.groupBy(mine, (one) => one.vmid);
  const marked = [...groups.values()].flatMap((group) => markBackups(group, rules));
  return { storage, marked };
}

function prune(call: Call): string {
  const { access, user, node, tasks, parameters } = call;
  const vmid = parameters.number("vmid");
  const id = parameters.required("storage");
  if (vmid === undefined) access.check(user, `/storage/${id}`, ["Datastore.Allocate"]);
  else if (!access.allows(user, `/storage/${id}`, ["Datastore.Allocate"])) {
    access.check(user, `/storage/${id}`, ["Datastore.AllocateSpace"]);
    access.check(user, `/vms/${vmid}`, ["VM.Backup"]);
  }
  const { marked } = pruned(call);
  const volids = marked.filter(([, mark]) => mark === "remove").map(([volume]) => volume.volid);
  const input = { vmid: vmid ?? 0, node, volids };
  return tasks.start("prunebackups", input, { node, type: "prunebackups", id: `${vmid ?? ""}@${id}`, user });
}

export const backupHandlers: Handlers = {
  "GET /nodes/{node}/storage/{storage}/prunebackups": (call) =>
    pruned(call).marked.map(([{ volid, vmid, ctime }, mark]) => ({ volid, vmid, ctime, type: "qemu", mark })),
  "DELETE /nodes/{node}/storage/{storage}/prunebackups": prune,
  "POST /nodes/{node}/vzdump": vzdump,
};
