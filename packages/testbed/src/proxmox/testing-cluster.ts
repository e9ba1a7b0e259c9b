import { SteppedClock } from "@hostwright/core/kernel/clock";
import { type Proxmox, type ProxmoxOptions, startProxmox } from "./index.ts";
import { type Answer, AUDITOR_HEADERS, TestClient, testSite } from "./testing.ts";

/** A testbed on a stepped clock, with clients for it. Steps take no time of ours. */
export interface Bench {
  proxmox: Proxmox;
  clock: SteppedClock;
  client: TestClient;
  auditor: TestClient;
  /** Steps the clock until the task has ended, and tells how. */
  ended(upid: string): Promise<string>;
  /** The same for a task that a call starts. */
  task(answer: Promise<Answer>): Promise<string>;
  /** Steps the clock until an answer that waits for it is there. */
  answered<T>(answer: Promise<T>): Promise<T>;
  /** Clones the template and waits. */
  vm(vmid: number, fields?: Record<string, string | number>): Promise<void>;
  stop(): Promise<void>;
}

export async function bench(options: Partial<ProxmoxOptions> = {}): Promise<Bench> {
  const clock = options.clock instanceof SteppedClock ? options.clock : new SteppedClock();
  const proxmox = await startProxmox({ site: testSite(), ...options, clock });
  const client = new TestClient(proxmox);
  const auditor = new TestClient(proxmox, AUDITOR_HEADERS);
  const statusOf = (upid: string) => proxmox.cluster.tasks().find((task) => task.upid === upid)?.status;
  const step = () => clock.advance(clock.untilNext ?? 0);

  async function ended(upid: string): Promise<string> {
    for (let round = 0; round < 1000; round += 1) {
      const status = statusOf(upid);
      if (status !== undefined) return status;
      await step();
    }
    throw new Error(`${upid} does not end`);
  }

  async function answered<T>(answer: Promise<T>): Promise<T> {
    let done = false;
    const settled = answer.finally(() => {
      done = true;
    });
    while (!done) {
      if (clock.untilNext !== undefined) await step();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return settled;
  }

  const task = async (answer: Promise<Answer>) => ended(await client.upid(answer));
  return {
    proxmox,
    clock,
    client,
    auditor,
    ended,
    task,
    answered,
    vm: async (vmid, fields = {}) => {
      const status = await task(client.post("/nodes/pve1/qemu/9000/clone", { newid: vmid, full: 1, ...fields }));
      if (status !== "OK") throw new Error(status);
    },
    stop: async () => {
      client.close();
      auditor.close();
      await proxmox.stop();
    },
  };
}
