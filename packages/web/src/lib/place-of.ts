import type { Me } from "./api/shapes.ts";

/** Where the signed-in person acts. */
export const placeOf = (me: Me): string | undefined => (me.operator ? "Platform operator" : me.tenant?.name);
