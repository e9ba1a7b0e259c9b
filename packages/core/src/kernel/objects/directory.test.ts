import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ObjectChanged, type ObjectStore, openObjects } from "./index.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
let root: string;
let file: string;
let objects: ObjectStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "hostwright-objects-"));
  file = join(root, "file");
  await writeFile(file, "what it says");
  objects = await openObjects(pathToFileURL(join(root, "store")).href, { region: "nowhere" });
});
afterEach(() => rm(root, { recursive: true }));

const all = () =>
  readdir(join(root, "store"), { recursive: true }).then((names) => names.filter((one) => one.length > 2));

test("keeps a file once by what it holds, and forgets it", async () => {
  const key = hash("what it says");
  expect(await objects.check(key)).toBe("missing");
  await objects.put(key, file);
  await objects.put(key, file);
  expect(await objects.check(key)).toBe("kept");
  expect(await all()).toEqual([`${key.slice(0, 2)}/${key.slice(2)}`]);
  await objects.remove(key);
  await objects.remove(key);
  expect(await objects.check(key)).toBe("missing");
});

const HEADERS = { "content-type": "text/plain", "content-disposition": "attachment", "cache-control": "no-store" };

test("hands out what is kept, and says where nothing is", async () => {
  const key = hash("what it says");
  expect(await objects.hand(key, HEADERS)).toBe("missing");
  await objects.put(key, file);
  expect(await objects.hand(key, HEADERS)).toEqual({ bytes: Buffer.from("what it says") });
});

test("takes nothing that is not what it was hashed as, and leaves nothing half", async () => {
  await expect(objects.put(hash("what it said"), file)).rejects.toThrow(ObjectChanged);
  expect(await all()).toEqual([]);
});

test("says when what is kept has been damaged", async () => {
  const key = hash("what it says");
  await objects.put(key, file);
  await writeFile(join(root, "store", key.slice(0, 2), key.slice(2)), "something else");
  expect(await objects.check(key)).toBe("damaged");
  expect(await objects.hand(key, HEADERS)).toBe("damaged");
});

test.each(["/var/objects", "ftp://host/x", "s3:///x"])("%s is no place for files", async (address) => {
  await expect(openObjects(address, { region: "nowhere" })).rejects.toThrow(RangeError);
});
