import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ObjectStore, openObjects } from "@hostwright/core/kernel/objects/index";
import { dataDirectory } from "../installation-url.ts";
import { FlagError, type Flags } from "./flags.ts";
import type { MigrationSource } from "./source.ts";

/** Where files are kept: as told, else beside the installation of `npm start`. @throws FlagError */
export async function objectsOf({ objects, target }: Flags): Promise<ObjectStore> {
  if (objects === undefined && target !== undefined)
    throw new FlagError(
      "where are attachments kept? With --target, say --objects file:///directory or s3://bucket/prefix",
    );
  const address = objects ?? pathToFileURL(join(dataDirectory(), "objects")).href;
  const endpoint = process.env.AWS_ENDPOINT_URL_S3;
  return openObjects(address, { region: process.env.AWS_REGION ?? "eu-central-1", ...(endpoint ? { endpoint } : {}) });
}

/** Takes files of a source in. The place is asked for with the first of them: most runs have none. */
export function keeping(source: MigrationSource, flags: Flags) {
  let opened: Promise<ObjectStore> | undefined;
  return async ({ file, sha256 }: { file: string; sha256: string }): Promise<void> => {
    opened ??= objectsOf(flags);
    const [objects, path] = [await opened, await source.filePath(file)];
    if (path === null) throw new Error(`${file} has gone while it was read; run the same command again`);
    await objects.put(sha256, path);
  };
}
