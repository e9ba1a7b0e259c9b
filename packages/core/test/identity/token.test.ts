import { generateKeyPairSync } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { publicKeys } from "../../src/identity/key-set.ts";
import { actorOfToken, signAccessToken } from "../../src/identity/token.ts";
import { openDatabase } from "../../src/kernel/database/index.ts";
import { execute, newId, SteppedClock, type Tables } from "../../src/kernel/index.ts";
import { createWorld } from "../world.ts";

const START = new Date("2026-11-28T12:00:00.000Z");
const key = (kid: string) => ({
  ...generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }),
  kty: "OKP",
  kid,
});
const session = {
  id: newId("ses", START),
  user: newId("usr", START),
  member: { tenant: newId("ten", START), role: "owner" },
};
/** Nothing here asks it. */
const database = openDatabase<Tables>({ url: "postgres://127.0.0.1:1/none", pool: 1 });

/** The control plane with these keys */
function appWith(keys: ReturnType<typeof key>[]) {
  const { app } = createWorld(database);
  const clock = new SteppedClock(START);
  return { ...app, clock, config: { ...app.config, HOSTWRIGHT_JWT_KEYS: keys } };
}

test("after a rotation the new key signs, and tokens of the old one are good until they expire", async () => {
  const [old, fresh] = [key("old"), key("fresh")];
  const before = await signAccessToken(appWith([old]), session);
  const rotated = appWith([fresh, old]);
  expect(await actorOfToken(rotated, before)).toMatchObject({ type: "user", user: session.user });
  const header = JSON.parse(
    Buffer.from((await signAccessToken(rotated, session)).split(".")[0] ?? "", "base64url").toString(),
  );
  expect(header.kid).toBe("fresh");
  await rotated.clock.advance(15 * 60_000);
  await expect(actorOfToken(rotated, before)).rejects.toMatchObject({ code: "unauthorized" });
});

test("a key that was taken away verifies nothing any more", async () => {
  const token = await signAccessToken(appWith([key("stolen")]), session);
  await expect(actorOfToken(appWith([key("fresh")]), token)).rejects.toMatchObject({ code: "unauthorized" });
});

test("the key set verifies our tokens, and holds nothing that signs", async () => {
  const app = appWith([key("fresh"), key("old")]);
  const set = JSON.parse(await execute({ app, actor: { type: "anonymous" }, requestId: "req_1" }, publicKeys, {}));
  expect(set.keys.map((one: { kid: string }) => one.kid)).toEqual(["fresh", "old"]);
  for (const one of set.keys) expect(Object.keys(one).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  const verified = await jwtVerify(await signAccessToken(app, session), createLocalJWKSet(set), { currentDate: START });
  expect(verified.payload.sub).toBe(session.user);
});
