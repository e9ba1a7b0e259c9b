import { guestBoot } from "../backend/boot.ts";
import type { Done } from "../backend/guest-backend.ts";
import { type Cluster, checkLock, isTemplate } from "../cluster/cluster.ts";
import type { Vm } from "../cluster/model.ts";
import type { Next, Run, Worker } from "../cluster/task.ts";
import { failure } from "../failure.ts";
import { shutdownSeconds } from "../guest/guest.ts";
import { applyPending } from "../guest/pending.ts";
import type { PowerInput } from "./inputs.ts";

/** Seconds of task time. */
const START = 1.5;
const STOP = 1;

const exclusive = (input: PowerInput) => ({ node: input.node, vmid: input.vmid, shared: false, seconds: 10 });
const locked = ({ input }: Run<PowerInput>): Next => ({ lock: exclusive(input), next: "begin" });

export const start: Worker<PowerInput> = {
  steps: {
    start: locked,
    begin: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      if (isTemplate(vm)) throw failure("you can't start a vm if it's a template");
      if (vm.options.lock !== "suspended") checkLock(vm);
      if (vm.process) throw failure(`VM ${vm.vmid} already running`);
      applyPending(cluster, vm);
      // The cloud-init drive is built anew at each start.
      vm.cloudinit = { changed: {}, added: [] };
      cluster.save(vm);
      return { sleep: START, next: "launch" };
    },
    launch: ({ cluster, input }) => ({
      until: launch(cluster, cluster.config(input.vmid, input.node)),
      next: "boot",
    }),
    boot: ({ cluster, input, tasks }) => {
      const vm = cluster.config(input.vmid, input.node);
      boot(cluster, vm, tasks.nextPid());
      return "done";
    },
  },
};

/** Starts what is behind the machine; its state says so once `boot` is done. */
export const launch = (cluster: Cluster, vm: Vm): Done => cluster.backend.start(() => guestBoot(vm.vmid, vm.options));

export function boot(cluster: Cluster, vm: Vm, pid: number): void {
  if (vm.options.lock === "suspended") {
    delete vm.options.lock;
    delete vm.options.vmstate;
  }
  vm.process = { pid, since: cluster.now, options: structuredClone(vm.options) };
  cluster.save(vm);
}

export function halt(cluster: Cluster, vm: Vm): void {
  delete vm.process;
  cluster.save(vm);
}

export const stop: Worker<PowerInput> = {
  steps: {
    start: (run) => {
      if (run.input.overrule) overrule(run);
      return locked(run);
    },
    begin: ({ cluster, input }) => {
      if (!cluster.isRunning(input.vmid, input.node)) return "done";
      checkLock(cluster.config(input.vmid, input.node));
      return { sleep: STOP, next: "halt" };
    },
    halt: cutPower,
    off: ({ cluster, input }) => {
      halt(cluster, cluster.config(input.vmid, input.node));
      return "done";
    },
  },
};

function cutPower({ cluster, input }: Run<PowerInput>): Next {
  return { until: cluster.backend.kill(input.vmid), next: "off" };
}

/** Ends the shutdowns of this VM that are under way and the user may end, so that the lock is free (abort_guest_tasks). */
function overrule({ cluster, tasks, input, log, task }: Run<PowerInput>): void {
  const anyones = cluster.access.allows(task.user, `/nodes/${input.node}`, ["Sys.Modify"]);
  const others = tasks
    .running()
    .filter((one) => one.type === "qmshutdown" && one.id === String(input.vmid))
    .filter((one) => anyones || one.user === task.user || one.user.split("!")[0] === task.user);
  for (const one of others) tasks.abort(one.upid);
  if (others.length > 0) log(`overruled qmshutdown tasks: ${others.map((one) => one.upid).join(", ")}`);
}

/** Asks the guest, then waits for it, up to the time-out (QemuServer.pm, _do_vm_stop). */
function ask(run: Run<PowerInput>): Next {
  const { cluster, input, tasks } = run;
  if (!cluster.isRunning(input.vmid, input.node)) return "done";
  const vm = cluster.config(input.vmid, input.node);
  checkLock(vm);
  const down = /(?:^|,)down=(\d+)/.exec(String(vm.options.startup ?? ""))?.[1];
  const timeout = input.timeout ?? (down ? Number(down) : 60);
  const needs = shutdownSeconds(tasks.faults, vm);
  // A real system takes its own time, however fast tasks are.
  const asked = needs === Infinity ? undefined : cluster.backend.shutDown(vm.vmid, timeout);
  if (asked) return { until: asked, next: "asked" };
  // It looks once a second, and what comes in the last of them is too late.
  if (needs < timeout) return { sleep: needs, next: "halt" };
  return { sleep: timeout, next: "expired" };
}

function asked(run: Run<PowerInput>): Next {
  return run.cluster.backend.isRunning(run.input.vmid) ? expired(run) : { sleep: 0, next: "off" };
}

function expired({ cluster, input, log }: Run<PowerInput>): Next {
  if (!cluster.isRunning(input.vmid, input.node)) return "done";
  if (!input.force) throw failure("VM quit/powerdown failed - got timeout");
  log("VM still running - terminating now with SIGTERM");
  return { sleep: 1, next: "halt" };
}

export const shutdown: Worker<PowerInput> = {
  steps: { start: locked, begin: ask, asked, expired, halt: cutPower, off: stop.steps.off ?? (() => "done") },
};

/** A reboot is a shutdown; when QEMU has ended, the node starts it again in a task of its own, as root. */
export const reboot: Worker<PowerInput> = {
  steps: {
    start: locked,
    begin: ask,
    asked,
    expired,
    halt: cutPower,
    off: ({ cluster, input, tasks }) => {
      halt(cluster, cluster.config(input.vmid, input.node));
      const again = { vmid: input.vmid, node: input.node, user: "root@pam" };
      tasks.start("start", again, { node: input.node, type: "qmstart", id: String(input.vmid), user: "root@pam" });
      return "done";
    },
  },
};

export const reset: Worker<PowerInput> = {
  steps: {
    start: locked,
    begin: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkLock(vm);
      if (!vm.process) throw failure(`VM ${vm.vmid} not running`);
      return { until: cluster.backend.reset(vm.vmid), next: "again" };
    },
    again: () => "done",
  },
};

export const suspend: Worker<PowerInput> = {
  steps: {
    start: locked,
    begin: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      checkLock(vm);
      if (!vm.process) throw failure(`VM ${vm.vmid} not running`);
      vm.process.paused = true;
      cluster.save(vm);
      return "done";
    },
  },
};

export const resume: Worker<PowerInput> = {
  steps: {
    start: locked,
    begin: ({ cluster, input }) => {
      const vm = cluster.config(input.vmid, input.node);
      if (!vm.process) throw failure(`VM ${vm.vmid} not running`);
      delete vm.process.paused;
      cluster.save(vm);
      return "done";
    },
  },
};
