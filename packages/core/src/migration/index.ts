export {
  BILLING_CYCLES,
  ENTITIES,
  type Entity,
  KINDS,
  type Kind,
} from "./entities.ts";
export type { Brought, Outcome, SetAside } from "./outcome.ts";
export type { ServerSpec } from "./server-entity.ts";
export { SET_ASIDE, type SetAsideCode } from "./set-aside-codes.ts";
export type { SourceRef } from "./source.ts";
