/** What operators see of migrations. Apart from the rest, so that a run loads nothing of how the API works. */
export {
  getLegacyRecord,
  legacyRecordAnswer,
  legacyRecordList,
  legacyTableList,
  listLegacyRecords,
  listLegacyTables,
} from "../legacy.ts";
export {
  listMigrations,
  listSetAside,
  migrationList,
  migrationShape,
  setAsideList,
} from "../queries.ts";
