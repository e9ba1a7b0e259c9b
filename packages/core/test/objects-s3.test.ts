import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { buildApp } from "fauxqs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type ObjectStore, openObjects } from "../src/kernel/objects/index.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
// Its own start function listens on every interface.
const server = buildApp({ logger: false });
let folder: string;
let objects: ObjectStore;
beforeAll(async () => {
  const endpoint = await server.listen({ port: 0, host: "127.0.0.1" });
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  const aws = { region: "eu-central-1", endpoint };
  await new S3Client({ ...aws, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: "books" }));
  objects = await openObjects("s3://books/attachments", aws);
  folder = await mkdtemp(join(tmpdir(), "hostwright-s3-"));
  await writeFile(join(folder, "file"), "what it says");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

test("keeps a file in a bucket by what it holds, and forgets it", async () => {
  const key = hash("what it says");
  expect(await objects.check(key)).toBe("missing");
  await objects.put(key, join(folder, "file"));
  await objects.put(key, join(folder, "file"));
  expect(await objects.check(key)).toBe("kept");
  await objects.remove(key);
  expect(await objects.check(key)).toBe("missing");
  expect(await objects.hand(key, HEADERS)).toBe("missing");
});

const HEADERS = {
  "content-type": "application/octet-stream",
  "content-disposition": `attachment; filename="log.txt"`,
  "cache-control": "private, no-store",
};

test("hands out an address that leads to one file for a minute, to be kept under its name", async () => {
  const key = hash("what it says");
  await objects.put(key, join(folder, "file"));
  const handed = await objects.hand(key, HEADERS);
  if (typeof handed === "string" || !("url" in handed)) throw new Error("no address");
  const { pathname, searchParams } = new URL(handed.url);
  expect(pathname).toBe(`/books/attachments/${key}`);
  expect(searchParams.get("X-Amz-Expires")).toBe("60");
  expect(searchParams.get("response-content-disposition")).toBe(HEADERS["content-disposition"]);
  expect(searchParams.get("response-content-type")).toBe(HEADERS["content-type"]);
  expect(await (await fetch(handed.url)).text()).toBe("what it says");
});
