/**
 * What looking for attacks and the limits of a request's shape cost: an ordinary order, one with 200 lines of text in its
 * body, and one of 64 KB, each checked alone; and the share of an ordinary request. Beside it JSON.parse of the same body.
 */
import { checkForAttacks } from "@hostwright/functions/checks/check";
import { refuseLargeHeaders } from "@hostwright/functions/checks/headers";
import { apiHandler } from "@hostwright/functions/http";
import { readInput } from "@hostwright/functions/input";
import { apis } from "@hostwright/functions/manifest";
import { routeKey } from "@hostwright/functions/route";
import type { Context } from "aws-lambda";
import { benchApp, eventOf, ownerToken } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, median, ms, percentile, quietly, timed, title } from "./support/report.ts";

const ROUNDS = 5000;
const WARM_UP = 500;
const TARGET_MS = 1;

const SENTENCE = "Büro Köln & Partner: update the union's list, then select the best 5 > 3 (see notes; ask 'Ada')\n";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
const order = (note: string) => ({
  name: "web-1",
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: [KEY],
  labels: { env: "prod", team: "web", note },
});
const bodies = [
  ["an ordinary order", order("billing")],
  ["an order with 20 KB of text", order(SENTENCE.repeat(200))],
  ["an order with 64 KB of text", order(SENTENCE.repeat(650))],
] as const;

const headers = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
  "accept-language": "de-DE,de;q=0.9,en;q=0.8",
};

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const tenant = await app.db.kysely.selectFrom("tenants").select("id").orderBy("created_at").executeTakeFirstOrThrow();
const token = await ownerToken(app, tenant.id);
const route = apis.server.find((one) => routeKey(one) === "POST /v1/servers");
if (!route) throw new Error("no such route");
const asker = { requestId: "req_bench", origin: { address: "127.0.0.1", userAgent: null, country: null }, actor: null };

/** Medians of work that is quick: so many in a row, each timed. */
function measured(work: () => unknown): number[] {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const started = performance.now();
    work();
    if (round >= WARM_UP) times.push(performance.now() - started);
  }
  return times;
}

try {
  title(`Checks of a request (medians of ${ROUNDS})`);
  for (const [name, body] of bodies) {
    const event = eventOf({ routeKey: "POST /v1/servers", token, headers, body });
    const { input } = readInput(route, event);
    const checks = measured(() => {
      refuseLargeHeaders(event);
      checkForAttacks(app, event, input, asker);
    });
    const shape = measured(() => readInput(route, event));
    const bare = measured(() => JSON.parse(event.body ?? ""));
    const limited = name === bodies[0][0];
    line(
      `${name}: attack patterns and headers`,
      ms(median(checks), 3),
      limited ? against(median(checks), TARGET_MS, "ms") : "",
    );
    line("  99 %", ms(percentile(checks, 99), 3));
    line(
      "  body, depth, values, types",
      ms(median(shape), 3),
      limited ? against(median(shape) + median(checks), TARGET_MS, "ms, both") : "",
    );
    line("  JSON.parse of it, bare", ms(median(bare), 3));
  }

  title("Their share of a request: GET /v1/servers with token check");
  const event = eventOf({ routeKey: "GET /v1/servers", query: "limit=25", token, headers });
  const handler = apiHandler(() => app, apis.server);
  const context: Partial<Context> = { getRemainingTimeInMillis: () => 15_000 };
  const whole: number[] = [];
  await quietly(async () => {
    for (let round = 0; round < WARM_UP + 1000; round++) {
      const time = await timed(() => handler(event, context as Context));
      if (round >= WARM_UP) whole.push(time);
    }
  });
  const checks = median(measured(() => checkForAttacks(app, event, undefined, asker)));
  line("the request, median", ms(median(whole), 3));
  line("its checks", ms(checks, 3), `${((checks / median(whole)) * 100).toFixed(1)} % of it`);
} finally {
  await app.limiter.close();
  await app.db.close();
  await postgres.stop();
}
