import { realpath, stat } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { hashOf } from "@hostwright/core/kernel/objects/index";

/** What lies in WHMCS's attachments directory under a name. */
export type FoundFile = { path: string; size: number; sha256: string } | "missing" | "unsafe";

/** WHMCS's attachments directory; nothing outside of it is ever read, whatever a row or a link says. */
export interface AttachmentFiles {
  /** False: no directory was given. */
  given: boolean;
  find(file: string): Promise<FoundFile>;
  /** Where a file lies; null where it does not, or must not be read. */
  pathOf(file: string): Promise<string | null>;
}

/** @throws RangeError where there is no such directory */
export async function attachmentFiles(directory: string | undefined): Promise<AttachmentFiles> {
  if (directory === undefined) return { given: false, find: async () => "missing", pathOf: async () => null };
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory())
    throw new RangeError(`--attachments: there is no directory ${directory}`);
  const placeOf = async (file: string): Promise<string | "missing" | "unsafe"> => {
    if (!isPlainName(file)) return "unsafe";
    const path = await realpath(join(root, file)).catch(() => undefined);
    if (path === undefined) return "missing";
    if (!path.startsWith(root + sep)) return "unsafe";
    return (await stat(path)).isFile() ? path : "missing";
  };
  return {
    given: true,
    async find(file) {
      const path = await placeOf(file);
      if (path === "missing" || path === "unsafe") return path;
      const [{ size }, sha256] = await Promise.all([stat(path), hashOf(path)]);
      return { path, size, sha256 };
    },
    async pathOf(file) {
      const path = await placeOf(file);
      return path === "missing" || path === "unsafe" ? null : path;
    },
  };
}

/** A name of one file, on any system. */
const isPlainName = (file: string): boolean =>
  basename(file) === file && file !== "." && file !== ".." && !/[\\\0]/.test(file);
