export { createServer } from "./create.ts";
export { cancelDeletion, deleteDueServers, deleteServer, scheduleDeletion } from "./delete.ts";
export { liftDueHolds, liftHold, placeHold, stopAsOperator } from "./hold.ts";
export { getServerAsOperator, getServerQuery, listServers, listServersAsOperator } from "./list.ts";
export { rebootServer, shutdownServer, startServer, stopServer } from "./power.ts";
export * from "./schema.ts";
export type {} from "./tables.ts";
export { updateServer } from "./update.ts";
export { serverWorkflows } from "./workflow.ts";
