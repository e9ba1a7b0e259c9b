import type { Storage, Volume } from "../cluster/model.ts";
import { failure, parameterFailure, permissionFailure } from "../failure.ts";
import { findVolume, storageOn, usage, volumeKey, volumesOn } from "../guest/volumes.ts";
import { background } from "./background.ts";
import type { Call, Handlers } from "./call.ts";

const ANY = ["Datastore.Audit", "Datastore.AllocateSpace"];

function state({ cluster }: Call, storage: Storage, node: string) {
  const space = usage(cluster, storage, node);
  return {
    storage: storage.id,
    type: storage.type,
    content: storage.content.join(","),
    shared: storage.shared ? 1 : 0,
    enabled: 1,
    active: 1,
    ...space,
    used_fraction: space.total > 0 ? space.used / space.total : 0,
  };
}

/** Who may look at a volume (PVE/Storage.pm, check_volume_access). */
function mayRead({ access, user }: Call, volume: Volume): boolean {
  if (access.allows(user, `/storage/${volume.storage}`, ["Datastore.Allocate"])) return true;
  if (volume.content === "iso") return access.allows(user, `/storage/${volume.storage}`, ANY, true);
  if (volume.content === "backup")
    return (
      access.allows(user, `/vms/${volume.vmid}`, ["VM.Backup"]) &&
      access.allows(user, `/storage/${volume.storage}`, ["Datastore.AllocateSpace"])
    );
  return (
    access.allows(user, `/storage/${volume.storage}`, ["Datastore.Audit"]) &&
    access.allows(user, `/vms/${volume.vmid}`, ["VM.Config.Disk"])
  );
}

function entry(volume: Volume) {
  const { volid, vmid, content, format, sizeBytes, usedBytes, ctime, parent, notes } = volume;
  return {
    volid,
    content,
    format,
    size: sizeBytes,
    ...(content === "images" ? { used: usedBytes } : {}),
    ...(content === "iso" ? {} : { vmid }),
    ctime,
    ...(parent === undefined ? {} : { parent }),
    ...(notes === undefined ? {} : { notes: notes.split("\n")[0] }),
    ...(volume.protected ? { protected: 1 } : {}),
  };
}

/** The volume a call names, with or without its storage in front. */
function volumeOf(call: Call): Volume {
  const { parameters, cluster, node } = call;
  const storage = parameters.text("storage");
  const given = parameters.required("volume");
  const volid = given.includes(":") ? given : `${storage}:${given}`;
  const named = volid.split(":")[0] ?? "";
  if (storage && named !== storage)
    throw parameterFailure({ volume: `storage ID mismatch (${named} != ${storage})\n` });
  storageOn(cluster, named, node);
  const volume = findVolume(cluster, volid, node);
  if (!volume) throw failure(`volume '${volid}' does not exist`);
  return volume;
}

const pathOf = (volume: Volume) =>
  volume.format === "raw"
    ? `/dev/pve/${volume.volid.split(":")[1]}`
    : `/var/lib/vz/images/${volume.volid.split(":")[1]}`;

function readable(call: Call): Volume {
  const volume = volumeOf(call);
  if (!mayRead(call, volume)) throw permissionFailure();
  return volume;
}

function remove(call: Call): Promise<string | null> {
  const { access, user, tasks, node, parameters } = call;
  const volume = volumeOf(call);
  const backup =
    volume.content === "backup" &&
    access.allows(user, `/storage/${volume.storage}`, ["Datastore.AllocateSpace"]) &&
    access.allows(user, `/vms/${volume.vmid}`, ["VM.Backup"]);
  if (!backup) access.check(user, `/storage/${volume.storage}`, ["Datastore.Allocate"]);
  const input = { vmid: volume.vmid, node, volid: volume.volid };
  const upid = tasks.start("imgdel", input, { node, type: "imgdel", id: `${volume.vmid}@${volume.storage}`, user });
  return background(call, upid, parameters.number("delay"), "");
}

const config = (storage: Storage) => ({
  storage: storage.id,
  type: storage.type,
  content: storage.content.join(","),
  ...(storage.shared ? { shared: 1 } : {}),
  nodes: Object.keys(storage.nodes).join(","),
  digest: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
});

export const storageHandlers: Handlers = {
  "GET /storage": ({ cluster, access, user, parameters }) =>
    cluster.storages
      .values()
      .filter((storage) => access.allows(user, `/storage/${storage.id}`, ANY, true))
      .filter((storage) => (parameters.text("type") ?? storage.type) === storage.type)
      .map(config),
  "GET /storage/{storage}": ({ cluster, parameters }) => {
    const storage = cluster.storages.get(parameters.required("storage"));
    if (!storage) throw failure(`storage '${parameters.text("storage")}' does not exist`);
    return config(storage);
  },
  "GET /nodes/{node}/storage": (call) => {
    const { cluster, parameters, access, user, node } = call;
    const [id, content, target] = ["storage", "content", "target"].map((name) => parameters.text(name));
    if (id !== undefined && !cluster.storages.get(id)?.nodes[node])
      throw parameterFailure({ storage: "No such storage." });
    return cluster.storages
      .values()
      .filter((storage) => storage.nodes[node] && (id ?? storage.id) === storage.id)
      .filter((storage) => content === undefined || content.split(",").some((one) => storage.content.includes(one)))
      .filter((storage) => target === undefined || target === node || (storage.shared && storage.nodes[target]))
      .filter((storage) => access.allows(user, `/storage/${storage.id}`, ANY, true))
      .map((storage) => state(call, storage, node));
  },
  "GET /nodes/{node}/storage/{storage}": () =>
    ["content", "prunebackups", "rrddata", "status"].map((subdir) => ({ subdir })),
  "GET /nodes/{node}/storage/{storage}/status": (call) => {
    const storage = call.cluster.storages.get(call.parameters.required("storage"));
    if (!storage?.nodes[call.node]) throw parameterFailure({ storage: "No such storage." });
    const { storage: _id, used_fraction: _fraction, ...rest } = state(call, storage, call.node);
    return rest;
  },
  "GET /nodes/{node}/storage/{storage}/content": (call) => {
    const storage = storageOn(call.cluster, call.parameters.required("storage"), call.node);
    const content = call.parameters.text("content");
    const vmid = call.parameters.number("vmid");
    return volumesOn(call.cluster, storage, call.node)
      .filter((volume) => (content ?? volume.content) === volume.content && (vmid ?? volume.vmid) === volume.vmid)
      .filter((volume) => mayRead(call, volume))
      .map(entry);
  },
  "GET /nodes/{node}/storage/{storage}/content/{volume}": (call) => {
    const volume = readable(call);
    const { sizeBytes, usedBytes, format, notes } = volume;
    return {
      path: pathOf(volume),
      size: sizeBytes,
      used: usedBytes,
      format,
      ...(notes === undefined ? {} : { notes }),
      ...(volume.protected ? { protected: 1 } : {}),
    };
  },
  "PUT /nodes/{node}/storage/{storage}/content/{volume}": (call) => {
    const volume = readable(call);
    const storage = storageOn(call.cluster, volume.storage, call.node);
    const notes = call.parameters.text("notes");
    if (notes !== undefined) volume.notes = notes;
    if (call.parameters.text("protected") !== undefined) volume.protected = call.parameters.flag("protected");
    call.cluster.volumes.put(volumeKey(storage, call.node, volume.volid), volume);
    return null;
  },
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": remove,
};
