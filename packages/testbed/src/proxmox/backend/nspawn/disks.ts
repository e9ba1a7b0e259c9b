import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { GuestDisk } from "../guest-backend.ts";
import { command } from "./command.ts";

/** What guests have written, as overlays of the template: `<vmid>/current`, `<vmid>/snapshots/<name>`, `backups/<hash>`. */
export class Disks {
  readonly #directory: string;
  readonly #template: () => Promise<string>;

  constructor(directory: string, template: () => Promise<string>) {
    this.#directory = directory;
    this.#template = template;
    mkdirSync(directory, { recursive: true });
  }

  folder(vmid: number): string {
    return join(this.#directory, String(vmid));
  }

  /** Where a guest's root is mounted. */
  root(vmid: number): string {
    return join(this.folder(vmid), "root");
  }

  vmids(): number[] {
    return readdirSync(this.#directory)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  }

  /** Mounts a guest's root; one that was never started has a fresh disk. */
  async mount(vmid: number): Promise<string> {
    const lower = await this.#template();
    const upper = this.#path({ vmid });
    const root = this.root(vmid);
    const work = join(this.folder(vmid), "work");
    // What a killed mount left in it would not go with the next.
    rmSync(work, { recursive: true, force: true });
    for (const folder of [upper, work, root]) mkdirSync(folder, { recursive: true });
    await command("mount", [
      "-t",
      "overlay",
      "overlay",
      "-o",
      `lowerdir=${lower},upperdir=${upper},workdir=${work}`,
      root,
    ]);
    return root;
  }

  /** Not mounted is success. */
  async unmount(vmid: number): Promise<void> {
    const root = this.root(vmid);
    const mounts = () =>
      readFileSync("/proc/self/mounts", "utf8")
        .split("\n")
        .filter((line) => line.split(" ")[1] === root);
    while (mounts().length > 0) await command("umount", ["--lazy", root]);
  }

  async copy(from: GuestDisk, to: GuestDisk): Promise<void> {
    const source = this.#path(from);
    const target = this.#path(to);
    if (!existsSync(source)) return this.remove(to);
    const copying = `${target}.copying`;
    rmSync(copying, { recursive: true, force: true });
    mkdirSync(join(target, ".."), { recursive: true });
    // All of it: devices, owners and the attributes by which an overlay knows what was deleted.
    await command("cp", ["--archive", "--reflink=auto", source, copying]);
    rmSync(target, { recursive: true, force: true });
    renameSync(copying, target);
  }

  async remove(disk: GuestDisk): Promise<void> {
    const all = "vmid" in disk && disk.snapshot === undefined;
    rmSync(all ? this.folder(disk.vmid) : this.#path(disk), { recursive: true, force: true });
  }

  #path(disk: GuestDisk): string {
    if ("backup" in disk) return join(this.#directory, "backups", hash(disk.backup));
    if (disk.snapshot === undefined) return join(this.folder(disk.vmid), "current");
    return join(this.folder(disk.vmid), "snapshots", hash(disk.snapshot));
  }
}

/** A name that is safe in a path, whatever it is made of. */
const hash = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, 24);
