import type { Workers } from "../cluster/tasks.ts";
import { clone } from "./clone.ts";
import { config } from "./config.ts";
import { create } from "./create.ts";
import { destroy, imgdel } from "./destroy.ts";
import { reboot, reset, resume, shutdown, start, stop, suspend } from "./power.ts";
import { resize } from "./resize.ts";

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
};
