import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GuestBoot, GuestRun } from "../guest-backend.ts";
import { ControlGroup } from "./cgroup.ts";
import type { Disks } from "./disks.ts";
import { runInside } from "./inside.ts";
import type { SiteNetwork } from "./network.ts";
import type { SerialConsole } from "./serial-console.ts";

/**
 * Enters the guest's control group, gives the mount namespace a sysfs of the guest's network (else cloud-init would see
 * the cards of the host), keeps the control groups in it, and becomes systemd-nspawn. The pid is the container's from
 * then on.
 */
const LAUNCH = `set -e
for group in $GROUPS_OF_GUEST; do echo $$ > "$group/cgroup.procs"; done
echo $$ > "$FOLDER/pid"
mount --rbind /sys/fs/cgroup "$FOLDER/cgroup"
mount -t sysfs sysfs /sys
mount --move "$FOLDER/cgroup" /sys/fs/cgroup
exec systemd-nspawn --register=no --keep-unit --quiet --boot --console=interactive --capability=CAP_NET_ADMIN \
  --network-namespace-path="/run/netns/$NAMESPACE" -D "$FOLDER/root"`;

/** What nspawn ends with when the guest has asked for a reboot. */
const REBOOT = 133;

export interface MachineParts {
  disks: Disks;
  network: SiteNetwork;
  serial: SerialConsole;
  /** It ended without our doing. */
  onEnd: (reason: "off" | "reboot") => void;
}

/** One run of a guest, from power on to power off. */
export class Machine {
  readonly boot: GuestBoot;
  readonly #parts: MachineParts;
  readonly #group: ControlGroup;
  #child: ChildProcess | undefined;
  #ended = Promise.resolve();
  #isOn = false;

  constructor(boot: GuestBoot, parts: MachineParts) {
    this.boot = boot;
    this.#parts = parts;
    this.#group = new ControlGroup(parts.network.guestNamespace(boot.vmid));
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Settles when the process has ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** @throws Error; what was made until then is left to `clear` */
  async start(): Promise<void> {
    const { disks, network, serial, onEnd } = this.#parts;
    const { vmid, cloudInit, nics } = this.boot;
    const root = await disks.mount(vmid);
    const seed = join(root, "var/lib/cloud/seed/nocloud");
    mkdirSync(seed, { recursive: true });
    writeFileSync(join(seed, "user-data"), cloudInit.userData);
    writeFileSync(join(seed, "meta-data"), cloudInit.metaData);
    writeFileSync(join(seed, "network-config"), cloudInit.networkConfig);
    await network.attach(vmid, nics);
    this.#group.make();
    const folder = disks.folder(vmid);
    mkdirSync(join(folder, "cgroup"), { recursive: true });
    rmSync(join(folder, "pid"), { force: true });
    writeFileSync(join(folder, "launch.sh"), LAUNCH);
    const namespace = network.guestNamespace(vmid);
    // script gives the container a terminal, without which there is no login on the console.
    const inside = `exec nsenter --net=/run/netns/${namespace} unshare --mount --propagation slave sh "$FOLDER/launch.sh"`;
    const child = spawn("script", ["--quiet", "--return", "--command", inside, "/dev/null"], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
        TERM: "vt220",
        SHELL: "/bin/sh",
        FOLDER: folder,
        NAMESPACE: namespace,
        GROUPS_OF_GUEST: this.#group.folders.join(" "),
      },
      // A Ctrl-C in our terminal is for us.
      detached: true,
    });
    this.#child = child;
    child.stdin.on("error", () => undefined);
    child.stdout.on("data", (data: Buffer) => serial.print(data));
    child.stderr.on("data", (data: Buffer) => serial.print(data));
    serial.connect((data) => child.stdin.write(data));
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    this.#isOn = true;
    this.#ended = new Promise((resolve) => {
      child.once("exit", (code) => {
        const wasOn = this.#isOn;
        this.#isOn = false;
        resolve();
        if (wasOn) onEnd(code === REBOOT ? "reboot" : "off");
      });
    });
  }

  /** Asks the system to power off. */
  askOff(): void {
    const pid = this.#pid();
    if (this.#isOn && pid !== undefined) process.kill(pid, "SIGTERM");
  }

  /** Runs a command inside; undefined while it is not on. */
  run(command: readonly string[], input: string): Promise<GuestRun> | undefined {
    const pid = this.#pid();
    return this.#isOn && pid !== undefined ? runInside(pid, command, input) : undefined;
  }

  /** Cuts the power and takes everything away that was made for this run. */
  async clear(): Promise<void> {
    this.#isOn = false;
    const { vmid } = this.boot;
    await this.#group.remove();
    this.#child?.kill("SIGKILL");
    await this.#ended;
    await this.#parts.network.detach(vmid);
    await this.#parts.disks.unmount(vmid);
  }

  #pid(): number | undefined {
    try {
      return Number(readFileSync(join(this.#parts.disks.folder(this.boot.vmid), "pid"), "utf8"));
    } catch {
      // Not started that far.
      return undefined;
    }
  }
}
