import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { ObjectChanged, type ObjectStore } from "./store.ts";

/** As long as a browser needs to follow an address it was just given. */
const LINK_SECONDS = 60;

/** Objects in a bucket. S3 itself refuses what does not have the hash, and vouches for it afterwards. */
export async function s3Store(
  url: URL,
  { region, endpoint }: { region: string; endpoint?: string },
): Promise<ObjectStore> {
  const s3 = await import("@aws-sdk/client-s3");
  const client: S3Client = new s3.S3Client({ region, ...(endpoint ? { endpoint, forcePathStyle: true } : {}) });
  const Bucket = url.hostname;
  const prefix = url.pathname.replace(/^\/|\/$/g, "");
  const at = (sha256: string) => ({ Bucket, Key: prefix === "" ? sha256 : `${prefix}/${sha256}` });
  const base64 = (sha256: string) => Buffer.from(sha256, "hex").toString("base64");

  const check = async (sha256: string) => {
    try {
      const head = await client.send(new s3.HeadObjectCommand({ ...at(sha256), ChecksumMode: "ENABLED" }));
      return head.ChecksumSHA256 === base64(sha256) ? ("kept" as const) : ("damaged" as const);
    } catch (error) {
      if (error instanceof s3.NotFound) return "missing" as const;
      throw error;
    }
  };
  return {
    check,
    async put(sha256, path) {
      if ((await check(sha256)) === "kept") return;
      const { size } = await stat(path);
      await client
        .send(
          new s3.PutObjectCommand({
            ...at(sha256),
            Body: createReadStream(path),
            ContentLength: size,
            ChecksumSHA256: base64(sha256),
          }),
        )
        .catch((error: unknown) => {
          throw error instanceof s3.S3ServiceException && error.name === "BadDigest" ? new ObjectChanged(path) : error;
        });
    },
    async hand(sha256, headers) {
      const found = await check(sha256);
      if (found !== "kept") return found;
      const { getSignedUrl } = await import("@aws-sdk/s3-request-presigner");
      const get = new s3.GetObjectCommand({
        ...at(sha256),
        ResponseContentType: headers["content-type"],
        ResponseContentDisposition: headers["content-disposition"],
        ResponseCacheControl: headers["cache-control"],
      });
      return { url: await getSignedUrl(client, get, { expiresIn: LINK_SECONDS }) };
    },
    async remove(sha256) {
      await client.send(new s3.DeleteObjectCommand(at(sha256)));
    },
  };
}
