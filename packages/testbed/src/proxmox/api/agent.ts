import type { Vm } from "../cluster/model.ts";
import { failure } from "../failure.ts";
import { begin, statusOf } from "../guest/agent-runs.ts";
import { guestOf } from "../guest/guest.ts";
import { isNetwork, parseOption } from "../guest/options.ts";
import type { Call, Handler, Handlers } from "./call.ts";

/** The VM, where its agent answers; three different refusals otherwise (QemuServer/Agent.pm). @throws Failure */
function available(call: Call): Vm {
  const { cluster, faults, node, vmid } = call;
  const vm = cluster.config(vmid, node);
  if (vm.options.agent === undefined || parseOption("agent", vm.options.agent).enabled !== "1")
    throw failure("No QEMU guest agent configured");
  if (!vm.process) throw failure(`VM ${vmid} is not running`);
  if (!guestOf(cluster, faults, vm).agentAnswers) throw failure("QEMU guest agent is not running");
  return vm;
}

const address = (cidr: string, type: "ipv4" | "ipv6") => {
  const [ip = "", prefix = ""] = cidr.split("/");
  return { "ip-address": ip, "ip-address-type": type, prefix: Number(prefix) };
};

/** Loopback and what cloud-init was told; a NIC without addresses has none. */
function interfaces(vm: Vm) {
  const { options } = vm.process ?? vm;
  const loopback = {
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
    "ip-addresses": [address("127.0.0.1/8", "ipv4"), address("::1/128", "ipv6")],
  };
  const nics = Object.keys(options)
    .filter(isNetwork)
    .sort()
    .map((name) => {
      const config = String(options[`ipconfig${name.slice(3)}`] ?? "");
      const ip = /(?:^|,)ip=([\d.]+\/\d+)/.exec(config)?.[1];
      const ip6 = /(?:^|,)ip6=([\da-f:]+\/\d+)/i.exec(config)?.[1];
      return {
        name: `eth${name.slice(3)}`,
        "hardware-address": parseOption(name, options[name] ?? "").macaddr?.toLowerCase(),
        "ip-addresses": [...(ip ? [address(ip, "ipv4")] : []), ...(ip6 ? [address(ip6, "ipv6")] : [])],
      };
    });
  return [loopback, ...nics];
}

const OS = {
  id: "debian",
  name: "Debian GNU/Linux",
  "pretty-name": "Debian GNU/Linux 13 (trixie)",
  version: "13 (trixie)",
  "version-id": "13",
  machine: "x86_64",
  "kernel-release": "6.12.48+deb13-amd64",
  "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1",
};

/** As the agent does it: with chpasswd, which a real guest has. */
async function setPassword({ cluster, parameters }: Call, vm: Vm): Promise<object> {
  const user = parameters.required("username");
  const crypted = parameters.text("crypted") === "1" ? ["-e"] : [];
  const line = `${user}:${parameters.required("password")}\n`;
  const ended = await cluster.backend.run(vm.vmid, ["chpasswd", ...crypted], line);
  if (ended && ended.exitcode !== 0) throw failure(`Agent error: child process has failed to set user password`);
  return {};
}

const commands: Record<string, (call: Call, vm: Vm) => unknown> = {
  "POST ping": () => ({}),
  "POST fstrim": () => ({ paths: [{ path: "/", trimmed: 0, minimum: 0 }] }),
  "POST fsfreeze-freeze": () => 1,
  "POST fsfreeze-thaw": () => 1,
  "POST fsfreeze-status": () => "thawed",
  "POST set-user-password": setPassword,
  "GET info": () => ({
    version: "10.0.5",
    supported_commands: [{ name: "guest-ping", enabled: true, "success-response": true }],
  }),
  "GET get-host-name": (_call, vm) => ({ "host-name": String(vm.process?.options.name ?? `VM${vm.vmid}`) }),
  "GET get-osinfo": () => OS,
  "GET get-time": ({ cluster }) => cluster.now * 1_000_000,
  "GET get-timezone": () => ({ zone: "UTC", offset: 0 }),
  "GET get-users": () => [],
  "GET get-vcpus": (_call, vm) =>
    Array.from({ length: Number(vm.process?.options.cores ?? 1) }, (_, id) => ({
      "logical-id": id,
      online: true,
      "can-offline": id > 0,
    })),
  "GET get-fsinfo": () => [{ name: "sda1", mountpoint: "/", type: "ext4", disk: [] }],
  "GET network-get-interfaces": (_call, vm) => interfaces(vm),
};

const NAMES = Object.keys(commands).map((key) => key.split(" ")[1] ?? "");
const prefix = "/nodes/{node}/qemu/{vmid}/agent";

const byName: Handler = async (call) => {
  const vm = available(call);
  const name = call.parameters.required("command");
  const command = commands[`GET ${name}`] ?? commands[`POST ${name}`];
  if (!command) throw failure(`the guest of the testbed does not know guest-${name}`);
  return { result: await command(call, vm) };
};

/** Commands run in the system behind the VM, if there is one. Files that were written can be read again, and are ours alone. */
export const agentHandlers: Handlers = {
  [`GET ${prefix}`]: () =>
    [...NAMES, "exec", "exec-status", "file-read", "file-write"].sort().map((name) => ({ name })),
  [`POST ${prefix}`]: byName,
  ...Object.fromEntries(
    Object.entries(commands).map(([key, command]) => {
      const [method, name] = key.split(" ");
      const handler: Handler = async (call) => ({ result: await command(call, available(call)) });
      return [`${method} ${prefix}/${name}`, handler];
    }),
  ),
  [`POST ${prefix}/exec`]: (call) => {
    const { vmid } = available(call);
    const pid = call.tasks.nextPid() % 32_768;
    const command = call.parameters.list("command");
    begin(call.cluster, pid, call.cluster.backend.run(vmid, command, call.parameters.text("input-data") ?? ""));
    return { pid };
  },
  [`GET ${prefix}/exec-status`]: (call) => {
    available(call);
    return statusOf(call.cluster, Number(call.parameters.required("pid")));
  },
  [`POST ${prefix}/file-write`]: (call) => {
    const vm = available(call);
    const content = call.parameters.required("content");
    vm.files = { ...vm.files, [call.parameters.required("file")]: content };
    call.cluster.save(vm);
    return null;
  },
  [`GET ${prefix}/file-read`]: (call) => {
    const file = call.parameters.required("file");
    const content = available(call).files?.[file];
    if (content === undefined)
      throw failure(`Agent error: failed to open file '${file}' (mode: 'r'): No such file or directory`);
    return { content };
  },
};
