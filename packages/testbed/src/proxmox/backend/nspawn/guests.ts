import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { GuestBackend, GuestBoot, GuestDisk, GuestRun } from "../guest-backend.ts";
import type { Disks } from "./disks.ts";
import { removeUnknown } from "./leftovers.ts";
import { Machine } from "./machine.ts";
import type { SiteNetwork } from "./network.ts";
import { SerialConsole } from "./serial-console.ts";

/** A request that came before the system could take it is lost: it is repeated. */
const ASK_AGAIN_MS = 2000;
/** What all guests get to end when the testbed does. */
const LAST_SECONDS = 10;

export interface GuestsParts {
  disks: Disks;
  network: SiteNetwork;
  /** Lets another process have the directory. */
  release: () => void;
}

/** The guests of one site. Operations on one machine are done one after the other. */
export class Guests implements GuestBackend {
  readonly #parts: GuestsParts;
  readonly #machines = new Map<number, Machine>();
  readonly #consoles = new Map<number, SerialConsole>();
  readonly #queues = new Map<number, Promise<void>>();
  #tellOff: (vmid: number) => void = () => undefined;

  constructor(parts: GuestsParts) {
    this.#parts = parts;
  }

  get summary(): string {
    return `guests are booted; reach them by: ip netns exec ${this.#parts.network.namespace} ssh …`;
  }

  onPowerOff(listener: (vmid: number) => void): void {
    this.#tellOff = listener;
  }

  async adopt(vmids: number[]): Promise<void> {
    await removeUnknown(this.#parts.disks, new Set(vmids));
  }

  start(describe: () => GuestBoot): Promise<void> {
    const guest = describe();
    return this.#inTurn(guest.vmid, () => this.#start(guest));
  }

  /** Not in turn with the others: a power cut may come in between and ends the waiting. */
  async shutDown(vmid: number, seconds: number): Promise<void> {
    await this.#queues.get(vmid);
    const machine = this.#machines.get(vmid);
    if (!machine?.isOn) return;
    const expired = new AbortController();
    const until = delay(seconds * 1000, undefined, { signal: expired.signal }).catch(() => undefined);
    const ask = setInterval(() => machine.askOff(), ASK_AGAIN_MS);
    machine.askOff();
    await Promise.race([machine.ended, until]);
    clearInterval(ask);
    expired.abort();
    if (!machine.isOn) await this.#inTurn(vmid, () => this.#clear(vmid, machine));
  }

  kill(vmid: number): Promise<void> {
    return this.#inTurn(vmid, () => this.#clear(vmid));
  }

  reset(vmid: number): Promise<void> {
    return this.#inTurn(vmid, async () => {
      const boot = this.#machines.get(vmid)?.boot;
      await this.#clear(vmid);
      if (boot) await this.#start(boot);
    });
  }

  isRunning(vmid: number): boolean {
    return this.#machines.get(vmid)?.isOn ?? false;
  }

  copyDisk(from: GuestDisk, to: GuestDisk): Promise<void> {
    const vmid = "vmid" in to ? to.vmid : "vmid" in from ? from.vmid : 0;
    return this.#inTurn(vmid, () => this.#parts.disks.copy(from, to));
  }

  removeDisk(disk: GuestDisk): Promise<void> {
    return this.#inTurn("vmid" in disk ? disk.vmid : 0, async () => {
      if ("vmid" in disk && disk.snapshot === undefined) {
        await this.#clear(disk.vmid);
        this.#consoles.delete(disk.vmid);
      }
      await this.#parts.disks.remove(disk);
    });
  }

  console(vmid: number): Duplex | undefined {
    return this.isRunning(vmid) ? this.#consoles.get(vmid)?.attach() : undefined;
  }

  run(vmid: number, command: readonly string[], input: string): Promise<GuestRun> | undefined {
    return this.#machines.get(vmid)?.run(command, input);
  }

  /** Every system is asked to end, as when a node goes down; disks stay. */
  async close(): Promise<void> {
    this.#tellOff = () => undefined;
    await Promise.all(
      [...this.#machines.keys()].map(async (vmid) => {
        await this.shutDown(vmid, LAST_SECONDS);
        await this.kill(vmid);
      }),
    );
    await this.#parts.network.close();
    this.#parts.release();
  }

  #inTurn(vmid: number, act: () => Promise<void>): Promise<void> {
    const turn = (this.#queues.get(vmid) ?? Promise.resolve()).then(act);
    const settled = turn.catch(() => undefined);
    this.#queues.set(vmid, settled);
    settled.then(() => {
      if (this.#queues.get(vmid) === settled) this.#queues.delete(vmid);
    });
    return turn;
  }

  async #start(boot: GuestBoot): Promise<void> {
    const { vmid } = boot;
    await this.#clear(vmid);
    const serial = this.#consoles.get(vmid) ?? new SerialConsole();
    this.#consoles.set(vmid, serial);
    const machine: Machine = new Machine(boot, {
      ...this.#parts,
      serial,
      onEnd: (reason) => void this.#ended(machine, reason),
    });
    this.#machines.set(vmid, machine);
    try {
      await machine.start();
    } catch (error) {
      await this.#clear(vmid);
      throw error;
    }
  }

  /** The guest ended by itself: a reboot goes on with the same machine, anything else is off. */
  async #ended(machine: Machine, reason: "off" | "reboot"): Promise<void> {
    const { boot } = machine;
    await this.#inTurn(boot.vmid, async () => {
      if (this.#machines.get(boot.vmid) !== machine) return;
      await this.#clear(boot.vmid, machine);
      if (reason === "reboot") await this.#start(boot);
    });
    if (!this.isRunning(boot.vmid)) this.#tellOff(boot.vmid);
  }

  /** @param only leaves another run of the same guest alone */
  async #clear(vmid: number, only?: Machine): Promise<void> {
    const machine = this.#machines.get(vmid);
    if (!machine || (only && machine !== only)) return;
    await machine.clear();
    this.#machines.delete(vmid);
    this.#consoles.get(vmid)?.end();
  }
}
