import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublic, publicLookup, type Reach } from "./destination.ts";

const TIMEOUT_MS = 10_000;
/** As much of an answer as is kept for its owner to see. */
const KEPT_BYTES = 1_000;

export type Posted =
  | { ok: boolean; status: number; text: string; ms: number }
  | { ok: false; status: null; text: string; ms: number };

/** Posts one body. Follows no redirect, reads no more of the answer than is kept, and never throws. */
export async function post(
  target: string,
  headers: Record<string, string>,
  body: string,
  reach: Reach,
): Promise<Posted> {
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const response = await send(new URL(target), headers, body, reach);
    const status = response.statusCode ?? 0;
    return { ok: status >= 200 && status < 300, status, text: await beginning(response), ms: ms() };
  } catch (error) {
    return { ok: false, status: null, text: wordsOf(error), ms: ms() };
  }
}

function send(url: URL, headers: Record<string, string>, body: string, reach: Reach): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // A literal address is never looked up.
  if (reach === "internet" && isIP(host) !== 0 && !isPublic(host))
    return Promise.reject(new Error(`${host} is not on the internet`));
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Hostwright-Webhooks/1",
        ...headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      agent: false,
      ...(reach === "internet" ? { lookup: publicLookup } : {}),
    });
    request.once("response", resolve).once("error", reject).end(body);
  });
}

async function beginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes: Buffer = chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size >= KEPT_BYTES) break;
  }
  // What a database can store: no NUL, no half characters.
  return Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString("utf8").replaceAll("\0", "").toWellFormed();
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError" || error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.message || ("code" in error ? String(error.code) : error.name);
}
