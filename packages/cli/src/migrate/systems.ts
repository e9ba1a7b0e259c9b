import type { MigrationSystem } from "./index.ts";
import { whmcs } from "./whmcs/index.ts";

/** The systems there is a way from, by the name the command line calls them. */
export const SYSTEMS: Record<string, MigrationSystem> = { whmcs };
