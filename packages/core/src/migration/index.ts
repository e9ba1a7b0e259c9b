export type { Count, Counts } from "./counts.ts";
export { ENTITIES, type Entity, KINDS, type Kind } from "./entities.ts";
export { filesOf, lostFiles, removeUnused } from "./files.ts";
export {
  getLegacyRecord,
  legacyRecordAnswer,
  legacyRecordList,
  legacyTableList,
  listLegacyRecords,
  listLegacyTables,
} from "./legacy.ts";
export type { ChangedHere } from "./load-kind.ts";
export type { Brought, Outcome, SetAside } from "./outcome.ts";
export {
  listMigrations,
  listSetAside,
  migrationList,
  migrationShape,
  setAsideList,
} from "./queries.ts";
export { DIFFERENCES, type Difference, type KindReconciled, type Reconciled, reconcile } from "./reconcile.ts";
export { type RunOptions, type RunReport, runMigration } from "./run.ts";
export { keepReport, MigrationRefused, requireTables, takeTurn } from "./run-record.ts";
export { latestBringer, listRuns, type RunRow, type SetAsideRow, setAsideRows } from "./runs.ts";
export type { ServerSpec } from "./server-entity.ts";
export { SET_ASIDE, type SetAsideCode } from "./set-aside-codes.ts";
export { BILLING_CYCLES, type SourceRef } from "./source.ts";
export { openStore, type Store } from "./store.ts";
export type {} from "./tables.ts";
export { Claims, compareVms, type Inventory, VM_DIFFERENCES, type VmDifference } from "./three-way.ts";
export { TARGET_TYPES, type Trace, traceRow } from "./trace.ts";
export { type UndoReport, type Used, undoRun } from "./undo.ts";
