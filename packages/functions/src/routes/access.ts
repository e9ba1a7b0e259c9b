import { createRole, deleteRole, listRoles, roleAnswer, roleList, updateRole } from "@hostwright/core/access";
import { route } from "../route.ts";

const tag = "Roles";

export const accessRoutes = [
  route("GET /v1/roles", listRoles, {
    answer: roleList,
    tag,
    summary: "List roles",
    description: "The built-in ones and the tenant's own, what each allows, and what a role can be made of.",
  }),
  route("POST /v1/roles", createRole, {
    status: 201,
    answer: roleAnswer,
    tag,
    summary: "Make a role",
    description: "Of permissions that you have yourself. Give it to members by its id.",
  }),
  route("PATCH /v1/roles/{id}", updateRole, {
    answer: roleAnswer,
    tag,
    summary: "Rename a role, or change what it allows",
    description: "Counts for its members from their next access token, within 15 minutes; for their API keys at once.",
  }),
  route("DELETE /v1/roles/{id}", deleteRole, {
    answer: roleAnswer,
    tag,
    summary: "Delete a role",
    description: "Refused while somebody has it.",
  }),
];
