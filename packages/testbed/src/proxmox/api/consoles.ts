import { randomInt } from "node:crypto";
import { failure } from "../failure.ts";
import type { Call, Handlers } from "./call.ts";

/** Ports of consoles, and the seconds one waits for its client (qemu-server: API2/Qemu.pm, vncproxy). */
const FIRST_PORT = 5900;
const PORTS = 100;
const WAIT_MS = 10_000;

function freePort({ tasks }: Call): number {
  const used = new Set(
    tasks.running().flatMap((task) => (task.kind === "console" && "port" in task.input ? [task.input.port] : [])),
  );
  for (let port = FIRST_PORT; port < FIRST_PORT + PORTS; port += 1) if (!used.has(port)) return port;
  throw failure("no free vnc port");
}

/** Opens a console: a port and a ticket for it, and a task that waits for the client. */
function open(call: Call, terminal: boolean) {
  const { cluster, tasks, tickets, node, vmid, user } = call;
  const port = freePort(call);
  const ticket = tickets.vnc(user, `/vms/${vmid}`, port);
  const upid = tasks.start("console", { vmid, port }, { node, type: "vncproxy", id: String(vmid), user });
  const task = tasks.records.get(upid);
  if (terminal) task?.log.push("terminal");
  const cancel = cluster.clock.after(WAIT_MS, () => {
    if (task?.step !== "connected") tasks.end(upid, "connection timed out");
  });
  tasks.onEnd(upid, cancel);
  return { user, ticket, port, upid };
}

/** Printable ASCII, eight characters, as the VNC protocol has room for. */
const vncPassword = () => Array.from({ length: 8 }, () => String.fromCharCode(randomInt(33, 127))).join("");

export const consoleHandlers: Handlers = {
  "POST /nodes/{node}/qemu/{vmid}/vncproxy": (call) => {
    call.cluster.config(call.vmid, call.node);
    const opened = open(call, false);
    const password = vncPassword();
    const cert = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n";
    return { ...opened, ticket: `${password}:${opened.ticket}`, password, cert };
  },
  "POST /nodes/{node}/qemu/{vmid}/termproxy": (call) => {
    const vm = call.cluster.config(call.vmid, call.node);
    const serial = call.parameters.text("serial");
    const usesSerial = /(?:^|type=)serial\d/.test(String(vm.options.vga ?? ""));
    if (serial === undefined && !usesSerial) throw failure("No serial interface configured");
    if (serial !== undefined && vm.options[serial] === undefined)
      throw failure(`No serial interface '${serial}' configured`);
    return open(call, true);
  },
  // The upgrade is done in http/consoles.ts; without one there is only the port.
  "GET /nodes/{node}/qemu/{vmid}/vncwebsocket": (call) => ({ port: call.parameters.required("port") }),
};
