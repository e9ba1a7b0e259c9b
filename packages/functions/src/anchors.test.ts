import { chmod, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DirectoryAnchors, S3Anchors } from "./anchors.ts";

const NAME = "audit/ten_a/2026-11-28.json";

describe("a directory", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "hostwright-anchors-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  test("keeps what was first put, read-only, and names it", async () => {
    const anchors = new DirectoryAnchors(root);
    expect(await anchors.list("audit/")).toEqual([]);
    expect(await anchors.read(NAME)).toBeNull();
    expect(await anchors.put(NAME, "first")).toBe(true);
    expect(await anchors.put(NAME, "second")).toBe(false);
    expect(await anchors.read(NAME)).toBe("first");
    expect((await stat(join(root, NAME))).mode & 0o777).toBe(0o400);
    await anchors.put("audit/ten_b/2026-11-28.json", "other");
    expect(await anchors.list("audit/ten_a/")).toEqual([NAME]);
    expect(await anchors.list("audit/")).toEqual([NAME, "audit/ten_b/2026-11-28.json"]);
  });

  test("says so when it cannot be written", async () => {
    const file = join(root, "file");
    await writeFile(file, "in the way");
    await chmod(file, 0o400);
    await expect(new DirectoryAnchors(file).put(NAME, "first")).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});

/** A bucket with versions, as far as anchors use one; fauxqs has none. Oldest version first; `null` marks a deletion. */
async function versionedBucket() {
  const kept = new Map<string, (string | null)[]>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
    const key = pathname.replace(/^\/locked\/?/, "");
    const answer = (status: number, text = "") => response.writeHead(status).end(text);
    if (request.method === "PUT") {
      let text = "";
      for await (const chunk of request) text += chunk;
      const versions = kept.get(key) ?? [];
      if (request.headers["if-none-match"] === "*" && typeof versions.at(-1) === "string")
        return answer(412, "<Error><Code>PreconditionFailed</Code></Error>");
      kept.set(key, [...versions, text]);
      return answer(200);
    }
    const version = searchParams.get("versionId");
    if (version) return answer(200, kept.get(key)?.[Number(version)] ?? "");
    // As S3 does it: newest first, and times to the second.
    const listed = [...kept].flatMap(([name, versions]) =>
      versions.flatMap((text, at) => (text === null ? [] : [{ name, at }])).reverse(),
    );
    const found = listed.filter(({ name }) => name.startsWith(searchParams.get("prefix") ?? ""));
    const from = Number(searchParams.get("version-id-marker") ?? 0);
    const page = found.slice(from, from + 2);
    const rows = page.map(
      ({ name, at }) =>
        `<Version><Key>${name}</Key><VersionId>${at}</VersionId><LastModified>2026-11-28T00:00:00.000Z</LastModified></Version>`,
    );
    const more = from + 2 < found.length;
    const next = `<NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>${from + 2}</NextVersionIdMarker>`;
    return answer(
      200,
      `<ListVersionsResult>${rows.join("")}<IsTruncated>${more}</IsTruncated>${more ? next : ""}</ListVersionsResult>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no port");
  return { kept, endpoint: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

describe("a bucket", () => {
  let bucket: Awaited<ReturnType<typeof versionedBucket>>;
  let anchors: S3Anchors;
  beforeEach(async () => {
    bucket = await versionedBucket();
    anchors = new S3Anchors({ bucket: "locked", prefix: "here/", region: "eu-central-1", endpoint: bucket.endpoint });
  });
  afterEach(() => bucket.close());

  test("keeps what was first put, and names it", async () => {
    expect(await anchors.read(NAME)).toBeNull();
    expect(await anchors.put(NAME, "first")).toBe(true);
    expect(await anchors.put(NAME, "second")).toBe(false);
    expect(await anchors.read(NAME)).toBe("first");
    expect([...bucket.kept]).toEqual([[`here/${NAME}`, ["first"]]]);
    for (const chain of ["b", "c", "d"]) await anchors.put(`audit/ten_${chain}/2026-11-28.json`, chain);
    expect(await anchors.list("audit/")).toHaveLength(4);
    expect(await anchors.list("audit/ten_a/")).toEqual([NAME]);
  });

  test("the first version counts, whatever is put over it or marked as deleted", async () => {
    bucket.kept.set(`here/${NAME}`, ["first", "forged", null]);
    expect(await anchors.read(NAME)).toBe("first");
    expect(await anchors.list("audit/")).toEqual([NAME]);
  });
});
