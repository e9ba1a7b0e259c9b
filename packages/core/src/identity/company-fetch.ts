import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { CustomFetch } from "openid-client";
import { publicLookup, type Reach, urlProblem } from "../webhook/index.ts";

const TIMEOUT_MS = 5_000;
/** Discovery documents, key sets and tokens are far smaller. */
const MOST_BYTES = 256 * 1024;

/** The provider cannot be reached, or not by us. */
export class ProviderAway extends Error {
  override readonly name = "ProviderAway";
}

/** What asks a provider: no address inside, no redirect, no connection kept, and an end to time and size. */
export const guardedFetch =
  (reach: Reach): CustomFetch =>
  async (target, { method, headers, body }) => {
    try {
      const problem = urlProblem(target, reach);
      if (problem) throw new Error(problem);
      const content = body instanceof URLSearchParams ? body.toString() : (body ?? undefined);
      if (content !== undefined && typeof content !== "string") throw new Error("only text is sent");
      const response = await send(new URL(target), { method, headers, content, reach });
      const status = response.statusCode ?? 0;
      if (status >= 500) throw new Error(`it answers ${status}`);
      const bytes = await whole(response);
      const kept = new Headers();
      for (const [name, value] of Object.entries(response.headers)) if (value) kept.set(name, String(value));
      return new Response(status === 204 || status === 304 ? null : bytes, { status, headers: kept });
    } catch (error) {
      throw new ProviderAway(`${new URL(target).host}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  };

interface Ask {
  method: string;
  headers: Record<string, string>;
  content: string | undefined;
  reach: Reach;
}

const send = (url: URL, { method, headers, content, reach }: Ask): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(url, {
      method,
      headers: {
        ...headers,
        "user-agent": "Hostwright-Sign-In/1",
        ...(content === undefined ? {} : { "content-length": Buffer.byteLength(content) }),
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      agent: false,
      ...(reach === "internet" ? { lookup: publicLookup } : {}),
    });
    request.once("response", resolve).once("error", reject).end(content);
  });

async function whole(response: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes: Buffer = chunk;
    size += bytes.length;
    if (size > MOST_BYTES) throw new Error("it answers more than anybody needs");
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
