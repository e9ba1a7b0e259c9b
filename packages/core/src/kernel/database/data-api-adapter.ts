import { PostgresAdapter } from "kysely";

/** PostgreSQL behind the Data API; a class of its own so that `dialectOf` can tell them apart. */
export class DataApiAdapter extends PostgresAdapter {}
