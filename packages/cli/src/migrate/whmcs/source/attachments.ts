import { hash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { FindAttachment } from "../transform/ticket.ts";

/** Looks attachments up in WHMCS's directory; without one, or for a file that is not there, null. Never outside of it. */
export function findAttachments(directory: string | undefined): FindAttachment {
  return (file) => {
    if (directory === undefined || basename(file) !== file) return null;
    const path = join(directory, file);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found?.isFile()) return null;
    return { size: found.size, sha256: hash("sha256", readFileSync(path), "hex") };
  };
}
