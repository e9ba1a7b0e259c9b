/** What each kind of task works on; plain JSON, since a task outlives a kill of the process. */
interface OnVm {
  vmid: number;
  /** Name the VM will have, for faults that go by it. */
  name?: string;
}

export interface CloneInput extends OnVm {
  /** `vmid` is the source. */
  node: string;
  newid: number;
  target?: string;
  full?: boolean;
  storage?: string;
  snapname?: string;
  description?: string;
  pool?: string;
  user: string;
  /** Drives still to copy, and how many have been. */
  drives?: string[];
  done?: number;
  /** Volumes made so far. */
  volumes?: string[];
  /** The whole new configuration, written after the first drive. */
  options?: Record<string, string | number>;
}

export interface CreateInput extends OnVm {
  node: string;
  options: Record<string, string | number>;
  storage?: string;
  pool?: string;
  start?: boolean;
  user: string;
}

export interface ConfigInput extends OnVm {
  node: string;
  user: string;
  changes: ConfigChanges;
}

/** A change of options, checked as far as it can be without the lock. */
export interface ConfigChanges {
  set: Record<string, string | number>;
  delete: string[];
  revert: string[];
  force: boolean;
  digest?: string;
}

export interface ResizeInput extends OnVm {
  node: string;
  disk: string;
  size: string;
  digest?: string;
}

export interface PowerInput extends OnVm {
  node: string;
  /** Seconds to wait for the guest. */
  timeout?: number;
  force?: boolean;
  overrule?: boolean;
  user: string;
  /** What is left of a wait, in seconds. */
  waited?: number;
}

export interface DestroyInput extends OnVm {
  node: string;
  purge: boolean;
  unreferenced: boolean;
}

export interface VolumeInput extends OnVm {
  node: string;
  volid: string;
}

export interface PruneInput extends OnVm {
  node: string;
  volids: string[];
}

export interface SnapshotInput extends OnVm {
  node: string;
  snapname: string;
  user: string;
  description?: string;
  vmstate?: boolean;
  /** Of a rollback: start the VM afterwards. */
  start?: boolean;
  force?: boolean;
}

export interface BackupInput extends OnVm {
  node: string;
  /** Those still to do; `vmid` is the one in work. */
  vmids: number[];
  storage: string;
  mode: "snapshot" | "suspend" | "stop";
  notes?: string;
  protect?: boolean;
  /** Rules for what to keep of each VM: `keep-last=3,keep-daily=7`. */
  prune?: string;
  user: string;
  failed: number;
  /** Set while the VM in work carries our lock. */
  locked?: boolean;
  volid?: string;
}

export interface RestoreInput extends OnVm {
  node: string;
  archive: string;
  storage?: string;
  unique: boolean;
  /** What the configuration will be. */
  restored?: Record<string, string | number>;
  start: boolean;
  options: Record<string, string | number>;
  pool?: string;
  user: string;
}

export interface MigrateInput extends OnVm {
  node: string;
  target: string;
  online: boolean;
  withLocalDisks: boolean;
  targetStorage?: string;
  user: string;
  /** Set while the VM carries our lock. */
  locked?: boolean;
}

export interface TemplateInput extends OnVm {
  node: string;
}

export interface MoveDiskInput extends OnVm {
  node: string;
  disk: string;
  storage: string;
  remove: boolean;
  volid?: string;
}

/** A request to the HA manager, which acts on it later. */
export interface HaInput extends OnVm {
  state?: "started" | "stopped";
  target?: string;
}

/** A console waits for its client. */
export interface ConsoleInput extends OnVm {
  port: number;
}

export interface TaskInputs {
  clone: CloneInput;
  create: CreateInput;
  config: ConfigInput;
  resize: ResizeInput;
  start: PowerInput;
  stop: PowerInput;
  shutdown: PowerInput;
  reboot: PowerInput;
  reset: PowerInput;
  suspend: PowerInput;
  resume: PowerInput;
  destroy: DestroyInput;
  imgdel: VolumeInput;
  prunebackups: PruneInput;
  snapshot: SnapshotInput;
  rollback: SnapshotInput;
  delsnapshot: SnapshotInput;
  backup: BackupInput;
  restore: RestoreInput;
  migrate: MigrateInput;
  template: TemplateInput;
  movedisk: MoveDiskInput;
  ha: HaInput;
  console: ConsoleInput;
}
export type TaskKind = keyof TaskInputs;
