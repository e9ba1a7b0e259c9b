import type { Brought } from "../outcome.ts";

/** The location and the endpoint of what the source places nowhere. */
export const UNASSIGNED = "unassigned";
/** The image of what the source names no system for. */
export const UNKNOWN = "unknown";

/** The first VM id of the unassigned endpoint: ids there only tell rows apart. */
export const FIRST_UNASSIGNED_VMID = 100;

/** Brought with the first server, like rows of the source, so that an undo takes them away again. */
export const PLACEHOLDERS: Brought<"images" | "locations" | "endpoints">[] = [
  {
    source: { table: "hostwright", id: "image", hash: "1" },
    kind: "images",
    outcome: "entity",
    entity: { name: UNKNOWN, title: "Unknown system", family: UNKNOWN },
  },
  {
    source: { table: "hostwright", id: "location", hash: "1" },
    kind: "locations",
    outcome: "entity",
    entity: { name: UNASSIGNED, title: "Not assigned", country: null },
  },
  {
    source: { table: "hostwright", id: "endpoint", hash: "1" },
    kind: "endpoints",
    outcome: "entity",
    entity: { name: UNASSIGNED, location: UNASSIGNED },
  },
];
