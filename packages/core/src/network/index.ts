export { addressesOf, isPrimary, primaryAddresses } from "./addresses-of.ts";
export { forgetAssignments, listAssignments, networkOf } from "./assignments.ts";
export { canonicalAddress, canonicalCidr, cidrProblem, isIpv6Cidr } from "./ip.ts";
export { applyPools } from "./pools.ts";
export { releaseAddresses } from "./release.ts";
export { macOf, type Reservation, reservationFrom, takeAddresses, takeExtraAddress, takenAddress } from "./reserve.ts";
export { type AddressView, addressFamily, addressShape, assignmentList } from "./schema.ts";
export type {} from "./tables.ts";
