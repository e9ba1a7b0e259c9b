import type { Duplex } from "node:stream";

/** An operation of a backend: undefined when it is done already, so that a testbed without one stays in step with its clock. */
export type Done = Promise<void> | undefined;

/** Everything a guest is started with. */
export interface GuestBoot {
  vmid: number;
  /** The three files of its cloud-init drive (guest/cloudinit-drive.ts). */
  cloudInit: { userData: string; metaData: string; networkConfig: string };
  nics: GuestNic[];
}

export interface GuestNic {
  /** `eth0` … */
  name: string;
  mac: string;
  bridge: string;
  vlan?: number;
  /** In CIDR form, with the router the guest is told to use. */
  ipv4?: { address: string; gateway?: string };
  ipv6?: { address: string; gateway?: string };
}

/** Content of a VM's disks: what it has now, what a snapshot or a backup has of it. */
export type GuestDisk = { vmid: number; snapshot?: string } | { backup: string };

/** How a command inside a guest ended. */
export interface GuestRun {
  exitcode: number;
  out: string;
  err: string;
}

/** What is behind the virtual machines of a testbed: nothing but their state, or real systems. */
export interface GuestBackend {
  /** One line for whoever started the testbed. */
  readonly summary: string;
  /** Called when a guest has ended by itself, as after `poweroff` typed in it. */
  onPowerOff(listener: (vmid: number) => void): void;
  /** Forgets guests and disks of all others: what an earlier process left behind. */
  adopt(vmids: number[]): Done;
  /** Done when the machine runs; its system boots from then on. @throws Error when it cannot */
  start(guest: () => GuestBoot): Done;
  /** Asks the system to end and waits for it, as long as `seconds`. */
  shutDown(vmid: number, seconds: number): Done;
  /** Power cut. */
  kill(vmid: number): Done;
  /** Power cut and on again, without a change of what it was started with. */
  reset(vmid: number): Done;
  isRunning(vmid: number): boolean | undefined;
  /** Copies content, replacing what is there; of a VM that was never started there is none. */
  copyDisk(from: GuestDisk, to: GuestDisk): Done;
  /** Nothing there is success. Without a snapshot, all of the VM's go. */
  removeDisk(disk: GuestDisk): Done;
  /** The serial console of a running guest: what it printed lately, then both directions. */
  console(vmid: number): Duplex | undefined;
  /** Runs a command as root in a running guest, as its agent does; undefined where there is no system to run it. */
  run(vmid: number, command: readonly string[], input: string): Promise<GuestRun> | undefined;
  close(): Promise<void>;
}

const done = (): Done => undefined;

/** Virtual machines that are their state and nothing else. */
export const stateOnly: GuestBackend = {
  summary: "guests are state only",
  onPowerOff: () => undefined,
  adopt: done,
  start: done,
  shutDown: done,
  kill: done,
  reset: done,
  isRunning: () => undefined,
  copyDisk: done,
  removeDisk: done,
  console: () => undefined,
  run: () => undefined,
  close: async () => undefined,
};
