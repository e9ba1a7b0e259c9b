import { createServer, type IncomingHttpHeaders } from "node:http";
import { afterAll } from "vitest";

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver of webhooks on this machine; `answer` decides what it says to each. Closed after the tests. */
export async function startReceiver(answer: (received: Received) => { status: number; location?: string }) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const one = { headers: request.headers, body };
    received.push(one);
    const { status, location } = answer(one);
    response.writeHead(status, location ? { location } : {}).end(`status ${status}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, received };
}
