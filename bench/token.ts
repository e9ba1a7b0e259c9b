/** Verifying an access token, as every request does it; beside it fast-jwt with the same key, its cache off. */

import { createPublicKey } from "node:crypto";
import { actorOfToken, signAccessToken } from "@hostwright/core/identity";
import { loadConfig, newId } from "@hostwright/core/kernel";
import { createApp } from "@hostwright/functions/app";
import { newSecrets } from "@hostwright/local/system/settings";
import { createVerifier } from "fast-jwt";
import { line, median, ms, quietly, timed, title } from "./support/report.ts";

const ROUNDS = 3000;
const WARM_UP = 500;

const secrets = await newSecrets([]);
const config = loadConfig({
  HOSTWRIGHT_DATABASE_URL: "postgres://127.0.0.1:1/none",
  HOSTWRIGHT_JOB_QUEUE_URL: "http://127.0.0.1/{location}",
  HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
  HOSTWRIGHT_JWT_KEYS: JSON.stringify([secrets.jwt_key]),
  HOSTWRIGHT_SEAL_KEY: secrets.seal_key,
});
const app = createApp(config, { service: "bench" });
const now = app.clock.now();
const token = await signAccessToken(app, {
  id: newId("ses", now),
  user: newId("usr", now),
  member: { tenant: newId("ten", now), role: "owner" },
});
const { d: _private, ...open } = secrets.jwt_key;
const key = createPublicKey({ key: open, format: "jwk" }).export({ type: "spki", format: "pem" });
const verify = createVerifier({ key: key.toString(), algorithms: ["EdDSA"], allowedIss: "hostwright", cache: false });

title(`Verifying an access token (${ROUNDS} times)`);
const ours: number[] = [];
const theirs: number[] = [];
await quietly(async () => {
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const [one, other] = [await timed(() => actorOfToken(app, token)), await timed(async () => verify(token))];
    if (round < WARM_UP) continue;
    ours.push(one);
    theirs.push(other);
  }
});
line("token to actor, median", ms(median(ours), 3));
line("fast-jwt's verify, median", ms(median(theirs), 3));
line("ratio", `${(median(ours) / median(theirs)).toFixed(2)} ×`);
await app.db.close();
