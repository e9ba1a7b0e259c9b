import { digest } from "../cluster/cluster.ts";
import type { Options, Vm } from "../cluster/model.ts";
import { failure, parameterFailure } from "../failure.ts";
import { isNetwork, isOption, typedOption, withMac } from "../guest/options.ts";
import { checkOptions, checkValues } from "../guest/permissions.ts";
import type { Parameters } from "../http/parameters.ts";
import { splitList } from "../schema/format.ts";
import { isDriveName } from "../schema/formats-qemu.ts";
import { change, checkChanges } from "../workers/config.ts";
import type { ConfigChanges } from "../workers/inputs.ts";
import { background, underLock } from "./background.ts";
import type { Call, Handlers } from "./call.ts";
import { rootOnly } from "./root-only.ts";

/** The weight of cgroup v2 goes no higher. */
const MOST_CPU_UNITS = 10_000;

/** The options among a call's parameters, typed as the configuration keeps them. @throws Failure for keys that are none */
export function optionsOf(parameters: Parameters): Options {
  const options: Options = {};
  for (const [name, value] of Object.entries(parameters.all)) {
    const text = Array.isArray(value) ? value.join(",") : value;
    if (name === "cdrom") options.ide2 = text.includes("media=") ? text : `${text},media=cdrom`;
    else if (isOption(name)) options[name] = typedOption(name, asKept(name, text));
  }
  if (options.sshkeys !== undefined) checkKeys(decodeURIComponent(String(options.sshkeys)));
  return options;
}

/** Values that Proxmox keeps otherwise than given: GuestHelpers.pm get_unique_tags, CGroup.pm, QemuServer.pm parse_vm_config. */
function asKept(name: string, text: string): string {
  if (name === "tags") return [...new Set(splitList(text).map((tag) => tag.toLowerCase()))].sort().join(";");
  if (name === "cpuunits") return String(Math.min(Number(text), MOST_CPU_UNITS));
  return name === "description" ? text.trimEnd() : text;
}

/** What `ssh-keygen -l` accepts of a key: its type and its data name the same algorithm (PVE/Tools.pm). */
function checkKeys(text: string): void {
  for (const line of text.split("\n").filter((one) => one.trim() !== "" && !one.startsWith("#"))) {
    const parts = /(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/]+=*)/.exec(line);
    const data = Buffer.from(parts?.[2] ?? "", "base64");
    const length = data.length > 4 ? data.readUInt32BE(0) : 0;
    if (!parts || data.toString("latin1", 4, 4 + length) !== parts[1]) throw failure("SSH public key validation error");
  }
}

function changesOf(call: Call): ConfigChanges {
  const { parameters, cluster, access, user, node, vmid } = call;
  rootOnly(call, "skiplock");
  const set = optionsOf(parameters);
  const remove = splitList(parameters.text("delete")).map((name) => (name === "cdrom" ? "ide2" : name));
  const revert = splitList(parameters.text("revert"));
  if (remove.length + revert.length + Object.keys(set).length === 0) throw failure("no options specified");
  for (const name of revert) {
    if (!isOption(name)) throw parameterFailure({ revert: `unknown option '${name}'` });
    if (set[name] !== undefined)
      throw parameterFailure({ delete: `you can't use '-${name}' and -revert ${name}' at the same time` });
  }
  for (const name of remove) {
    if (set[name] !== undefined)
      throw parameterFailure({ delete: `you can't use '-${name}' and -delete ${name}' at the same time` });
    if (revert.includes(name))
      throw parameterFailure({ revert: `you can't use '-delete ${name}' and -revert ${name}' at the same time` });
    if (!isOption(name)) throw parameterFailure({ delete: `unknown option '${name}'` });
  }
  for (const name of Object.keys(set).filter(isNetwork)) set[name] = withMac(name, String(set[name]));
  const subject = { cluster, access, user, node, vmid };
  checkOptions(subject, [...remove, ...Object.keys(set)]);
  checkValues(subject, set);
  const given = parameters.text("digest");
  const force = parameters.flag("force");
  return { set, delete: remove, revert, force, ...(given === undefined ? {} : { digest: given }) };
}

/** What a VM has, or will have after its next start; passwords are never shown. */
function current(vm: Vm, pendingToo: boolean): Options {
  const options: Options = { ...vm.options };
  if (pendingToo) {
    Object.assign(options, vm.pending);
    for (const name of Object.keys(vm.pendingDelete)) delete options[name];
  }
  if (options.cipassword !== undefined) options.cipassword = "**********";
  return options;
}

function read(call: Call) {
  const { cluster, node, vmid, parameters } = call;
  const vm = cluster.config(vmid, node);
  const snapshot = parameters.text("snapshot");
  if (snapshot !== undefined) {
    if (parameters.flag("current"))
      throw parameterFailure({
        snapshot: "cannot use 'snapshot' parameter with 'current'",
        current: "cannot use 'snapshot' parameter with 'current'",
      });
    const found = vm.snapshots[snapshot];
    if (!found) throw failure(`snapshot '${snapshot}' does not exist`);
    return { ...found.options, snaptime: found.snaptime, digest: digest(vm) };
  }
  return { ...current(vm, !parameters.flag("current")), digest: digest(vm) };
}

const hidden = (name: string, value: string | number) => (name === "cipassword" ? "**********" : value);

function pending({ cluster, node, vmid }: Call) {
  const vm = cluster.config(vmid, node);
  const names = new Set([...Object.keys(vm.options), ...Object.keys(vm.pending), ...Object.keys(vm.pendingDelete)]);
  const entries = [...names].sort().map((key) => {
    const [value, waiting, deletion] = [vm.options[key], vm.pending[key], vm.pendingDelete[key]];
    return {
      key,
      ...(value === undefined ? {} : { value: hidden(key, value) }),
      ...(waiting === undefined ? {} : { pending: hidden(key, waiting) }),
      ...(deletion === undefined ? {} : { delete: deletion.force ? 2 : 1 }),
    };
  });
  return [...entries, { key: "digest", value: digest(vm) }];
}

export const configHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/config": read,
  "GET /nodes/{node}/qemu/{vmid}/pending": pending,
  "PUT /nodes/{node}/qemu/{vmid}/config": async (call) => {
    const { cluster, faults, node, vmid } = call;
    const changes = changesOf(call);
    checkChanges(cluster, vmid, node, changes);
    const wish = { node, vmid, shared: false, seconds: 10 };
    await underLock(call, wish, () => change(cluster, faults, { node, vmid, changes }));
    return null;
  },
  "POST /nodes/{node}/qemu/{vmid}/config": (call) => {
    const { cluster, tasks, node, vmid, user, parameters } = call;
    const changes = changesOf(call);
    checkChanges(cluster, vmid, node, changes);
    const upid = tasks.start(
      "config",
      { node, vmid, user, changes },
      { node, type: "qmconfig", id: String(vmid), user },
    );
    return background(call, upid, parameters.number("background_delay"), `failed to update VM ${vmid}: `);
  },
  "PUT /nodes/{node}/qemu/{vmid}/unlink": async (call) => {
    const { cluster, faults, node, vmid, parameters, access, user } = call;
    const remove = splitList(parameters.text("idlist"));
    const strange = remove.find((name) => !isDriveName(name) && !/^unused\d+$/.test(name));
    if (strange) throw parameterFailure({ delete: `unknown option '${strange}'` });
    checkOptions({ cluster, access, user, node, vmid }, remove);
    const changes = { set: {}, delete: remove, revert: [], force: parameters.flag("force") };
    const wish = { node, vmid, shared: false, seconds: 10 };
    await underLock(call, wish, () => change(cluster, faults, { node, vmid, changes }));
    return null;
  },
  "PUT /nodes/{node}/qemu/{vmid}/resize": (call) => {
    const { tasks, parameters, node, vmid, user } = call;
    rootOnly(call, "skiplock");
    const given = parameters.text("digest");
    const input = {
      node,
      vmid,
      disk: parameters.required("disk"),
      size: parameters.required("size"),
      ...(given === undefined ? {} : { digest: given }),
    };
    return tasks.start("resize", input, { node, type: "resize", id: String(vmid), user });
  },
};
