import { readFileSync } from "node:fs";
import { type ControlOptions, startControl } from "./control.ts";

/** The control plane as a process of its own; `HOSTWRIGHT_CONTROL` names a JSON file with its `ControlOptions`. */
const options: ControlOptions = JSON.parse(readFileSync(process.env.HOSTWRIGHT_CONTROL ?? "", "utf8"));
const control = await startControl(options);
process.send?.({ ready: true });

let stopping = false;
async function stop(again: boolean): Promise<void> {
  // Whoever asks a second time does not want to wait.
  if (stopping && again) process.exit(1);
  if (stopping) return;
  stopping = true;
  // What is in flight gets its time; what is not done by then is taken up again by the next start.
  setTimeout(() => process.exit(1), 10_000).unref();
  await control.close();
  process.exit(0);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(true));
// Started by another process, it does not outlive it.
if (process.send) process.on("disconnect", () => void stop(false));
