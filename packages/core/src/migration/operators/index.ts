/** What operators see of migrations. Apart from the rest, so that a run loads nothing of how the API works. */
export {
  listMigrations,
  listSetAside,
  migrationList,
  migrationShape,
  setAsideList,
} from "../queries.ts";
