export { newId, type Prefix } from "../kernel/id.ts";
