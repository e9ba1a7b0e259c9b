/** `GET /health` over HTTP, from the local gateway through the Lambda handler; beside it a bare node:http server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startGateway } from "@hostwright/local/gateway";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { benchApp } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, median, ms, percentile, quietly, timed, title } from "./support/report.ts";

const ROUNDS = 3000;
const WARM_UP = 500;
const TARGET_MS = 5;

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const gateway = await startGateway({ port: 0, ...gatewayRoutes(app) });
const bare = createServer((_request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ status: "ok", version: "0", timestamp: new Date().toISOString() }));
});
await new Promise<void>((resolve) => bare.listen(0, "127.0.0.1", resolve));
const { port } = bare.address() as AddressInfo;

const ask = async (url: string) => {
  const answer = await fetch(url);
  await answer.json();
};

try {
  title(`Health over HTTP (${ROUNDS} requests, one after another)`);
  const ours: number[] = [];
  const theirs: number[] = [];
  await quietly(async () => {
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const [one, other] = [
        await timed(() => ask(`${gateway.url}/health`)),
        await timed(() => ask(`http://127.0.0.1:${port}/`)),
      ];
      if (round < WARM_UP) continue;
      ours.push(one);
      theirs.push(other);
    }
  });
  line("GET /health, median", ms(median(ours), 3), against(median(ours), TARGET_MS, "ms"));
  line("GET /health, 99 %", ms(percentile(ours, 99), 3), against(percentile(ours, 99), TARGET_MS, "ms"));
  line("bare node:http, median", ms(median(theirs), 3));
  line("ratio", `${(median(ours) / median(theirs)).toFixed(2)} ×`);
} finally {
  await gateway.close();
  bare.close();
  bare.closeAllConnections();
  await app.db.close();
  await postgres.stop();
}
