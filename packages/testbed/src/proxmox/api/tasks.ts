import type { Task } from "../cluster/task.ts";
import { decodeUpid, type Upid } from "../cluster/upid.ts";
import { failure, parameterFailure } from "../failure.ts";
import { splitList } from "../schema/format.ts";
import type { Call, Handlers } from "./call.ts";

/** A task belongs to the user who started it, and to the user of the token that did (API2/Tasks.pm). */
const isOwn = (task: Pick<Upid, "user">, user: string) => task.user === user || task.user.split("!")[0] === user;

export const visible = (call: Call, task: Pick<Upid, "user">, path: string) =>
  isOwn(task, call.user) || call.access.allows(call.user, path, ["Sys.Audit"]);

/** Tokens are shown beside their user. */
const named = (task: Pick<Upid, "user">) => {
  const [user, tokenid] = task.user.split("!");
  return tokenid === undefined ? { user } : { user, tokenid };
};

export function taskEntry(task: Task) {
  const { upid, node, pid, pstart, starttime, type, id } = task;
  const ended = task.endtime === undefined ? {} : { endtime: Math.floor(task.endtime / 1000), status: task.status };
  return { upid, node, pid, pstart, starttime, type, id, ...named(task), ...ended };
}

function kindOf(status: string | undefined): string {
  if (status === undefined || status === "unexpected status") return "unknown";
  if (status === "OK") return "ok";
  return status.startsWith("WARNINGS: ") ? "warning" : "error";
}

function list(call: Call) {
  const { parameters, tasks, node } = call;
  const source = parameters.text("source") ?? "archive";
  const statuses = new Set(splitList(parameters.text("statusfilter")).map((one) => one.toLowerCase()));
  const since = parameters.number("since");
  const until = parameters.number("until");
  const user = parameters.text("userfilter")?.toLowerCase();
  const type = parameters.text("typefilter");
  const vmid = parameters.text("vmid");
  const found = tasks.records
    .values()
    .filter(
      (task) =>
        task.node === node &&
        (source === "all" || (task.endtime === undefined) === (source === "active")) &&
        visible(call, task, `/nodes/${node}`) &&
        (user === undefined || task.user.toLowerCase().includes(user)) &&
        (type === undefined || task.type === type) &&
        (vmid === undefined || task.id === vmid) &&
        (since === undefined || task.starttime >= since) &&
        (until === undefined || task.starttime <= until) &&
        (statuses.size === 0 || parameters.flag("errors") || statuses.has(kindOf(task.status))) &&
        !(parameters.flag("errors") && task.status === "OK"),
    );
  call.answer.total = found.length;
  const start = parameters.number("start") ?? 0;
  return found
    .sort((a, b) => b.starttime - a.starttime || b.pid - a.pid)
    .slice(start, start + (parameters.number("limit") ?? 50))
    .map((task) => (task.endtime === undefined ? { ...taskEntry(task), status: "RUNNING" } : taskEntry(task)));
}

/** The task a call is about. @throws Failure 400 or 403 */
function taskOf(call: Call, privilege: string): Task {
  const text = call.parameters.required("upid");
  const upid = decodeUpid(text);
  if (!upid) throw parameterFailure({ upid: "unable to parse worker upid" });
  const task = call.tasks.records.get(text);
  if (!task || task.node !== call.node) throw parameterFailure({ upid: "no such task" });
  if (!isOwn(upid, call.user)) call.access.check(call.user, `/nodes/${call.node}`, [privilege]);
  return task;
}

export const taskHandlers: Handlers = {
  "GET /nodes/{node}/tasks": list,
  "GET /nodes/{node}/tasks/{upid}": () => [{ name: "log" }, { name: "status" }],
  "GET /nodes/{node}/tasks/{upid}/status": (call) => {
    const task = taskOf(call, "Sys.Audit");
    const { upid, node, pid, pstart, starttime, type, id } = task;
    const running = task.endtime === undefined;
    return {
      upid,
      node,
      pid,
      pstart,
      starttime,
      type,
      id,
      ...named(task),
      status: running ? "running" : "stopped",
      ...(running ? {} : { exitstatus: task.status }),
    };
  },
  "GET /nodes/{node}/tasks/{upid}/log": (call) => {
    if (call.parameters.flag("download")) throw failure("the testbed does not stream logs");
    const task = taskOf(call, "Sys.Audit");
    const start = call.parameters.number("start") ?? 0;
    const limit = call.parameters.number("limit") ?? 50;
    call.answer.total = task.log.length;
    const lines = task.log.slice(start, limit === 0 ? undefined : start + limit);
    return lines.length > 0 ? lines.map((t, index) => ({ n: start + index + 1, t })) : [{ n: 1, t: "no content" }];
  },
  "DELETE /nodes/{node}/tasks/{upid}": (call) => {
    call.tasks.abort(taskOf(call, "Sys.Modify").upid);
    return null;
  },
};
