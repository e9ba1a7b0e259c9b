import { type ServerResponse, STATUS_CODES } from "node:http";
import { gzipSync } from "node:zlib";
import type { Failure } from "../failure.ts";

export type Format = "json" | "extjs";

export interface Outcome {
  data?: unknown;
  total?: number;
  failure?: Failure;
}

/** The first line of a reason, in the characters a status line can carry. */
const reasonOf = (text: string) =>
  [...(text.split(/[\r\n]/)[0] ?? "")]
    .map((char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 0x20 || code === 0x7f || code > 0xff ? "?" : char;
    })
    .join("");

/** An answer with a plain body, or none; errors end the connection, as pveproxy does. */
export function respondPlain(response: ServerResponse, status: number, reason: string, body = ""): void {
  response.writeHead(status, reasonOf(reason) || (STATUS_CODES[status] ?? ""), {
    ...headers(response, status),
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** Without a time for which the connection is kept: pveproxy names none. */
const headers = (response: ServerResponse, status: number) => ({
  server: "pve-api-daemon/3.0",
  "cache-control": "max-age=0",
  pragma: "no-cache",
  connection: status >= 400 || !response.shouldKeepAlive ? "close" : "Keep-Alive",
});

/** Bodies longer than this are compressed for clients that take it. */
const COMPRESS_FROM = 1024;

/** An API answer (APIServer/Formatter/Standard.pm): `json` says how it went in the status line, `extjs` in the body. */
export function respond(response: ServerResponse, format: Format, outcome: Outcome): void {
  const { failure } = outcome;
  const body: Record<string, unknown> = { data: failure ? null : (outcome.data ?? null) };
  if (failure?.errors) body.errors = failure.errors;
  if (failure) body.message = `${failure.message}\n`;
  if (format === "extjs") {
    body.success = failure ? 0 : 1;
    if (failure) body.status = failure.status;
  }
  if (!failure && outcome.total !== undefined) body.total = outcome.total;
  const status = failure && format === "json" ? failure.status : 200;
  const reason = failure && format === "json" ? reasonOf(failure.message) : "OK";
  const plain = Buffer.from(JSON.stringify(body));
  const zip = plain.length > COMPRESS_FROM && /gzip/.test(String(response.req.headers["accept-encoding"] ?? ""));
  const content = zip ? gzipSync(plain, { level: 1 }) : plain;
  response.writeHead(status, reason, {
    ...headers(response, status),
    "content-type": "application/json;charset=UTF-8",
    "content-length": content.length,
    ...(zip ? { "content-encoding": "gzip" } : {}),
  });
  response.end(content);
}
