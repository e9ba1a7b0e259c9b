/**
 * So long a file stays after what referred to it has gone. Who brings a file puts it before the row that refers to it, and
 * puts none that is there already: within this time that row is committed.
 */
export const REMOVAL_GRACE_MS = 24 * 3_600_000;
