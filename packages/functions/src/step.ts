import { runStep } from "@hostwright/core/action";
import type { App, StepEvent } from "@hostwright/core/kernel";
import middy from "@middy/core";
import { whileInTime } from "./in-time.ts";

/** Runs one state of one execution. What would outlive the Lambda is rolled back and tried again. */
export const stepHandler = (app: () => App) =>
  middy<StepEvent, void>().handler((event, context) =>
    whileInTime(app(), context, 0, (timed) => runStep(timed, event)),
  );
