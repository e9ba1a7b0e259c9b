export { orderAddress } from "./order.ts";
export { releaseAddress } from "./release.ts";
export { setReverseDns } from "./reverse.ts";
export { addressWorkflows } from "./workflow.ts";
