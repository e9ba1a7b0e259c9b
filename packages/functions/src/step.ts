import { Retryable, runStep } from "@hostwright/core/action";
import type { App, StepEvent } from "@hostwright/core/kernel";
import { OutOfTime } from "@hostwright/core/kernel/deadline";
import middy from "@middy/core";
import { whileInTime } from "./in-time.ts";

/**
 * Runs one state of one execution. What would outlive the Lambda is given up and tried again: rolled back, or committed
 * while what comes after it (a delivery) did not end. A step that has happened changes nothing when it is repeated; were
 * it to fail here, the workflow would undo it.
 */
export const stepHandler = (app: () => App) =>
  middy<StepEvent, void>().handler(async (event, context) => {
    try {
      await whileInTime(app(), context, 0, (timed) => runStep(timed, event));
    } catch (error) {
      throw error instanceof OutOfTime ? new Retryable(String(error), { cause: error }) : error;
    }
  });
