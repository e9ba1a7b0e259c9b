import type { Workers } from "../cluster/task.ts";
import { backup } from "./backup.ts";
import { clone } from "./clone.ts";
import { config } from "./config.ts";
import { console } from "./console.ts";
import { create } from "./create.ts";
import { destroy, imgdel, prunebackups } from "./destroy.ts";
import { movedisk, template } from "./disks.ts";
import { ha } from "./ha.ts";
import { migrate } from "./migrate.ts";
import { reboot, reset, resume, shutdown, start, stop, suspend } from "./power.ts";
import { resize } from "./resize.ts";
import { restore } from "./restore.ts";
import { delsnapshot, rollback, snapshot } from "./snapshot.ts";

export const workers: Workers = {
  clone,
  create,
  config,
  resize,
  start,
  stop,
  shutdown,
  reboot,
  reset,
  suspend,
  resume,
  destroy,
  imgdel,
  prunebackups,
  snapshot,
  rollback,
  delsnapshot,
  backup,
  restore,
  migrate,
  template,
  movedisk,
  ha,
  console,
};
