import { load } from "../guest/guest.ts";
import { cores } from "../guest/options.ts";
import type { Call, Handlers } from "./call.ts";
import { nodeLoad } from "./nodes.ts";

/** Seconds between two points, and how many there are (pve-cluster: status.c, RRD archives). */
const FRAMES: Record<string, [step: number, points: number]> = {
  hour: [60, 70],
  day: [1800, 70],
  week: [10_800, 70],
  month: [43_200, 70],
  year: [604_800, 70],
};

/** Times of the points, the last one just past. Seconds. */
function times({ cluster, parameters }: Call): { step: number; at: number[] } {
  const [step, points] = FRAMES[parameters.required("timeframe")] ?? [60, 70];
  const last = Math.floor(cluster.now / 1000 / step) * step;
  return { step, at: Array.from({ length: points }, (_, index) => last - (points - 1 - index) * step) };
}

/** Averages over each step; a time at which the VM did not run has no values but its limits. */
function ofVm(call: Call) {
  const vm = call.cluster.config(call.vmid, call.node);
  const now = load(call.cluster, vm);
  const since = (vm.process?.since ?? Infinity) / 1000;
  const rate = (total: number) => (now.uptime > 0 ? total / now.uptime : 0);
  return times(call).at.map((time) => ({
    time,
    maxcpu: cores(vm.options),
    maxmem: now.maxmem,
    ...(time > since
      ? {
          cpu: now.cpu,
          mem: now.mem,
          netin: rate(now.netin),
          netout: rate(now.netout),
          diskread: rate(now.diskread),
          diskwrite: rate(now.diskwrite),
        }
      : {}),
  }));
}

export const rrdHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/rrddata": ofVm,
  "GET /nodes/{node}/rrddata": (call) => {
    const now = nodeLoad(call.cluster, call.cluster.node(call.node));
    return times(call).at.map((time) => ({
      time,
      cpu: now.cpu,
      maxcpu: now.maxcpu,
      memused: now.mem,
      memtotal: now.maxmem,
      roottotal: now.maxdisk,
      rootused: now.disk,
    }));
  },
};
