export { createNote, deleteNote, listNotes, updateNote } from "./notes.ts";
export { noteAnswer, noteList, operatorTenantAnswer, searchAnswer } from "./schema.ts";
export { search } from "./search.ts";
export type {} from "./tables.ts";
export { getTenantAsOperator } from "./tenant.ts";
