export { forgetMetrics, settleTraffic } from "./forget.ts";
export { getMetrics, isAboutMetrics, takeMetrics } from "./metrics.ts";
export { changedSince } from "./notice-power.ts";
export { newestObservation, type Observed } from "./observed.ts";
export { metricsAnswer, trafficAnswer } from "./schema.ts";
export type {} from "./tables.ts";
export { takeObservation } from "./take-observation.ts";
export { getTraffic } from "./traffic.ts";
