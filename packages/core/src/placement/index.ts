export { listEndpoints, setEndpointStatus, setNodeStatus } from "./capacity.ts";
export { lockLocation, type Order, type Place, place } from "./place.ts";
export { type Growth, issueVmid, requireRoom } from "./room.ts";
export { endpointAnswer, endpointList, nodeAnswer } from "./schema.ts";
