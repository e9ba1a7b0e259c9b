export { newId, type Prefix } from "../kernel/index.ts";
