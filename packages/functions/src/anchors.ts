import { mkdir, open, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { S3Client } from "@aws-sdk/client-s3";
import type { AnchorStore, Config } from "@hostwright/core/kernel";

/** Where HOSTWRIGHT_AUDIT_ANCHORS says; null where it says nothing. Its own file, since few functions need S3. */
export function createAnchors(config: Config): AnchorStore | null {
  const place = config.HOSTWRIGHT_AUDIT_ANCHORS;
  if (!place) return null;
  if (place.startsWith("file:")) return new DirectoryAnchors(fileURLToPath(place));
  const { hostname, pathname } = new URL(place);
  return new S3Anchors({
    bucket: hostname,
    prefix: pathname.slice(1).replace(/[^/]$/, "$&/"),
    region: config.HOSTWRIGHT_AWS_REGION,
    ...(config.HOSTWRIGHT_AWS_ENDPOINT ? { endpoint: config.HOSTWRIGHT_AWS_ENDPOINT } : {}),
  });
}

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && (codes.includes(error.name) || ("code" in error && codes.includes(String(error.code))));

/**
 * A directory in which files are made, read-only, and never opened for writing again. `chattr +a` on it, or a mount that
 * only appends, keeps even its owner from more.
 */
export class DirectoryAnchors implements AnchorStore {
  readonly #root: string;
  constructor(root: string) {
    this.#root = root;
  }

  async put(name: string, text: string): Promise<boolean> {
    const file = join(this.#root, name);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    let handle: Awaited<ReturnType<typeof open>>;
    try {
      handle = await open(file, "wx", 0o400);
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      throw error;
    }
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return true;
  }

  async list(prefix: string): Promise<string[]> {
    try {
      const entries = await readdir(join(this.#root, prefix), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
        .sort();
    } catch (error) {
      if (hasCode(error, "ENOENT")) return [];
      throw error;
    }
  }

  async read(name: string): Promise<string | null> {
    try {
      return await readFile(join(this.#root, name), "utf8");
    } catch (error) {
      if (hasCode(error, "ENOENT")) return null;
      throw error;
    }
  }
}

interface S3Place {
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  region: string;
  /** Instead of AWS. */
  endpoint?: string;
}

/**
 * A bucket with Object Lock in compliance mode: a version cannot be taken away before its time, not even by the account's
 * owner. A later version under the same name can be put beside it, so the first one is what counts.
 */
export class S3Anchors implements AnchorStore {
  readonly #place: S3Place;
  #opened: Promise<{ sdk: typeof import("@aws-sdk/client-s3"); client: S3Client }> | undefined;
  constructor(place: S3Place) {
    this.#place = place;
  }

  #open() {
    this.#opened ??= import("@aws-sdk/client-s3").then((sdk) => {
      const { region, endpoint } = this.#place;
      const local = { endpoint, forcePathStyle: true, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
      return { sdk, client: new sdk.S3Client({ region, ...(endpoint ? local : {}) }) };
    });
    return this.#opened;
  }

  /** The bucket's default retention locks what is put: the right to put is all that is needed. */
  async put(name: string, text: string): Promise<boolean> {
    const { sdk, client } = await this.#open();
    try {
      await client.send(
        new sdk.PutObjectCommand({
          Bucket: this.#place.bucket,
          Key: this.#place.prefix + name,
          Body: text,
          ContentType: "application/json",
          IfNoneMatch: "*",
        }),
      );
      return true;
    } catch (error) {
      if (hasCode(error, "PreconditionFailed", "ConditionalRequestConflict")) return false;
      throw error;
    }
  }

  async list(prefix: string): Promise<string[]> {
    return [...new Set((await this.#versions(prefix)).map(({ name }) => name))].sort();
  }

  async read(name: string): Promise<string | null> {
    // S3 lists the newest first and tells times to the second: of one second, the one listed last was first.
    const [first] = (await this.#versions(name))
      .filter((one) => one.name === name)
      .reverse()
      .sort((one, other) => one.at - other.at);
    if (!first) return null;
    const { sdk, client } = await this.#open();
    const { bucket, prefix } = this.#place;
    const get = new sdk.GetObjectCommand({ Bucket: bucket, Key: prefix + name, VersionId: first.version });
    return (await (await client.send(get)).Body?.transformToString()) ?? null;
  }

  /** Every version there is: a mark of deletion hides none of them. */
  async #versions(name: string): Promise<{ name: string; version: string; at: number }[]> {
    const { sdk, client } = await this.#open();
    const { bucket, prefix } = this.#place;
    const found: { name: string; version: string; at: number }[] = [];
    let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await client.send(
        new sdk.ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix + name, ...marker }),
      );
      for (const { Key, VersionId, LastModified } of page.Versions ?? [])
        if (Key && VersionId)
          found.push({ name: Key.slice(prefix.length), version: VersionId, at: LastModified?.getTime() ?? 0 });
      if (!page.IsTruncated) return found;
      marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  }
}
