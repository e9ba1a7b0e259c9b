import { SteppedClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { beforeEach, describe, expect, test } from "vitest";
import { createEndpoint } from "../endpoint.ts";
import { Lease, LeaseLost } from "../lease.ts";
import type { Proxmox } from "../proxmox/client.ts";
import { type JobContext, jobContext } from "./context.ts";

const START = "POST /nodes/{node}/qemu/{vmid}/status/start";
const vm = { node: "pve1", vmid: 100 };
let clock: SteppedClock;
let lease: Lease;
let written: string[];
let ctx: JobContext;

beforeEach(() => {
  clock = new SteppedClock();
  lease = new Lease(clock, clock.now().getTime() + 55_000);
  written = [];
  const proxmox = {
    read: () => Promise.resolve([]),
    write: async (method: string) => {
      written.push(method);
      return null;
    },
  } as unknown as Proxmox;
  ctx = jobContext({
    endpoint: createEndpoint("e1", proxmox),
    clock,
    log: silent,
    issuedAt: clock.now(),
    redelivered: false,
    lease,
    signal: new AbortController().signal,
    report: () => {},
    open: () => Promise.reject(new Error("nothing sealed")),
  });
});

describe("a change to Proxmox", () => {
  test("is sent while the lease is held, and then remembered", async () => {
    expect(ctx.mayHaveActed).toBe(false);
    await ctx.write(START, vm);
    expect(written).toEqual([START]);
    expect(ctx.mayHaveActed).toBe(true);
  });

  test("is not sent once the queue said that the message is another's", async () => {
    lease.lose("the queue says so");
    await expect(ctx.write(START, vm)).rejects.toThrow(LeaseLost);
    expect(written).toEqual([]);
  });

  test("is not sent by a process that wakes up after its lease ended, before any timer told it", async () => {
    await clock.advance(55_000);
    await expect(ctx.write(START, vm)).rejects.toThrow(LeaseLost);
    lease.extend(clock.now().getTime() + 60_000);
    await expect(ctx.write(START, vm)).rejects.toThrow(LeaseLost);
    expect(written).toEqual([]);
  });
});
