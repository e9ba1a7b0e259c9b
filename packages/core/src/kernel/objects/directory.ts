import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ObjectChanged, type ObjectStore } from "./store.ts";

/** Objects in a directory of this machine: `ab/cdef…`, so that no folder grows too long. */
export function directoryStore(root: string): ObjectStore {
  const place = (sha256: string) => join(root, sha256.slice(0, 2), sha256.slice(2));
  return {
    async put(sha256, path) {
      const to = place(sha256);
      if (await isFile(to)) return;
      await mkdir(dirname(to), { recursive: true, mode: 0o700 });
      // Beside its place, so that it appears there whole or not at all.
      const half = `${to}.${process.pid}`;
      try {
        await pipeline(createReadStream(path), createWriteStream(half, { mode: 0o600 }));
        if ((await hashOf(half)) !== sha256) throw new ObjectChanged(path);
        await flushed(half);
        await rename(half, to);
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    },
    async check(sha256) {
      if (!(await isFile(place(sha256)))) return "missing";
      return (await hashOf(place(sha256))) === sha256 ? "kept" : "damaged";
    },
    async hand(sha256) {
      if (!(await isFile(place(sha256)))) return "missing";
      const bytes = await readFile(place(sha256));
      // Looked at in the very bytes that are handed on.
      return createHash("sha256").update(bytes).digest("hex") === sha256 ? { bytes } : "damaged";
    },
    async remove(sha256) {
      await rm(place(sha256), { force: true });
    },
  };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

/** The database's row of it must not outlive it. */
async function flushed(path: string): Promise<void> {
  const file = await open(path, "r");
  await file.sync().finally(() => file.close());
}

/** SHA-256 of a file, as hex. */
export async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece);
  return hash.digest("hex");
}
