import { type Control, type ControlOptions, startControl } from "@hostwright/local/system/control";
import { newSecrets } from "@hostwright/local/system/settings";
import { createDatabase } from "../database.ts";
import { passTime, type Time } from "./clock.ts";
import { recordLog } from "./log.ts";
import { UNLIMITED } from "./unlimited.ts";

export interface TestControl {
  control: Control;
  apiUrl: string;
  time: Time;
  /** What was logged, one JSON text a line. */
  lines: string[];
  password: string;
  stop(): Promise<void>;
}

/** The control plane alone, with the demo's people and catalog, for what needs no machines. */
export async function startTestControl(
  options: Pick<ControlOptions, "settings" | "adapt"> & { pace?: number } = {},
): Promise<TestControl> {
  const time = passTime(options.pace);
  const { log, lines } = recordLog();
  const database = await createDatabase();
  const secrets = await newSecrets(["fra1", "ams1"]);
  const control = await startControl({
    databaseUrl: database.url,
    ports: { api: 0, local: 0 },
    locations: ["fra1", "ams1"],
    secrets,
    logLevel: "INFO",
    clock: time.clock,
    log,
    version: "test",
    settings: {
      ...UNLIMITED,
      ...options.settings,
    },
    ...(options.adapt ? { adapt: options.adapt } : {}),
  });
  return {
    control,
    apiUrl: control.apiUrl,
    time,
    lines,
    password: secrets.demo_password,
    async stop() {
      await control.close();
      time.stop();
      await database.drop();
    },
  };
}
