import * as Staff from "@hostwright/core/staff";
import { route } from "../route.ts";

const tag = "Operators";

export const staffRoutes = [
  route("GET /v1/operator/search", Staff.search, {
    answer: Staff.searchAnswer,
    tag,
    summary: "Find tenants, people and servers",
    description:
      "By address (with `at`: who had it then), host name, e-mail, VM id, an id of ours or of WHMCS (`tblhosting:12`), or how a name begins.",
  }),
  route("GET /v1/operator/tenants/{id}", Staff.getTenantAsOperator, {
    answer: Staff.operatorTenantAnswer,
    tag,
    summary: "Get a tenant with its members and holds",
  }),
  route("GET /v1/operator/notes", Staff.listNotes, {
    answer: Staff.noteList,
    tag,
    summary: "List the staff notes on a tenant or server",
    description: "Pinned ones first, then the latest. No customer ever reads them.",
  }),
  route("POST /v1/operator/notes", Staff.createNote, {
    status: 201,
    answer: Staff.noteAnswer,
    tag,
    summary: "Write a staff note",
  }),
  route("PATCH /v1/operator/notes/{id}", Staff.updateNote, {
    answer: Staff.noteAnswer,
    tag,
    summary: "Change or pin a staff note",
    description: "The text is its author's to change; every operator pins.",
  }),
  route("DELETE /v1/operator/notes/{id}", Staff.deleteNote, {
    answer: Staff.noteAnswer,
    tag,
    summary: "Delete a staff note of one's own",
  }),
];
