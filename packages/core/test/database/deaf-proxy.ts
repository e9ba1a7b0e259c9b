import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface DeafProxy {
  /** The database's address, through the proxy. */
  url: string;
  /** The next message that `message` matches reaches the database, whose answer does not come back: the line is cut. */
  loseAnswerTo(message: RegExp): void;
  close(): Promise<void>;
}

/** A line to a database that can be cut between its doing something and its saying so. */
export async function deafProxy(target: string): Promise<DeafProxy> {
  const { hostname, port } = new URL(target);
  let lost: RegExp | undefined;
  const lines = new Set<Socket>();
  const server = createServer((client) => {
    lines.add(client);
    const database = connect(Number(port), hostname);
    let deaf = false;
    client.on("data", (chunk) => {
      if (lost?.test(chunk.toString("latin1"))) {
        lost = undefined;
        deaf = true;
      }
      database.write(chunk);
    });
    database.on("data", (chunk) => {
      if (!deaf) client.write(chunk);
      else client.destroy();
    });
    for (const [one, other] of [[client, database] as const, [database, client] as const]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const url = new URL(target);
  url.port = String(address.port);
  return {
    url: url.href,
    loseAnswerTo(message) {
      lost = message;
    },
    async close() {
      for (const line of lines) line.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
