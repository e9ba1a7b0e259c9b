export { connectConsole, disconnectConsole, type Post } from "./connect.ts";
export { openConsole } from "./open.ts";
export { takeFrame } from "./pass.ts";
export { consoleAnswer } from "./schema.ts";
export { endConsoles, forgetConsoles } from "./sweep.ts";
export type {} from "./tables.ts";
