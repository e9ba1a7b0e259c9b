export { forgetAssignments, listAssignments } from "./assignments.ts";
export { applyPools } from "./pools.ts";
export { releaseAddresses } from "./release.ts";
export { macOf, type Reservation, reservationFrom, takeAddresses, takenAddress } from "./reserve.ts";
export { assignmentList } from "./schema.ts";
export type {} from "./tables.ts";
