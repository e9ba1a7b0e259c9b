import { z } from "zod";
import { ALL_PERMISSIONS } from "./permissions.ts";

export const permission = z.enum(ALL_PERMISSIONS).meta({ id: "Permission" });

export const role = z.enum(["owner", "admin", "member", "read-only"]);
export type Role = z.output<typeof role>;

export const operatorRole = z.enum(["support", "finance", "engineer", "admin"]);
export type OperatorRole = z.output<typeof operatorRole>;
