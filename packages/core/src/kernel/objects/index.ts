import { fileURLToPath } from "node:url";
import { directoryStore } from "./directory.ts";
import { s3Store } from "./s3.ts";
import type { ObjectStore } from "./store.ts";

export { hashOf } from "./directory.ts";
export { type Handed, type HandedHeaders, ObjectChanged, type ObjectStore } from "./store.ts";

/**
 * @param address `file:///var/lib/hostwright/objects`, or `s3://bucket/prefix`
 * @throws RangeError for another kind of address
 */
export async function openObjects(address: string, aws: { region: string; endpoint?: string }): Promise<ObjectStore> {
  const url = URL.parse(address);
  if (url?.protocol === "file:") return directoryStore(fileURLToPath(url));
  if (url?.protocol === "s3:" && url.hostname !== "") return s3Store(url, aws);
  throw new RangeError(`'${address}' is no place for files: file:///directory or s3://bucket/prefix`);
}
