import { runStep } from "@hostwright/core/action";
import type { App, StepEvent } from "@hostwright/core/kernel";
import middy from "@middy/core";

/** Runs one state of one execution. */
export const stepHandler = (app: () => App) => middy<StepEvent, void>().handler((event) => runStep(app(), event));
