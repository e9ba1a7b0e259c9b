import { exportJWK, generateKeyPair } from "jose";
import { expect, test } from "vitest";
import { openOurs, openSealed, sealForRelay, sealForUs } from "./seal.ts";

async function relayKey(kid: string) {
  const { privateKey } = await generateKeyPair("ECDH-ES+A256KW", { crv: "X25519", extractable: true });
  const secret = { ...(await exportJWK(privateKey)), kid };
  const { d: _d, ...open } = secret;
  return { secret, open };
}

test("what is sealed for a relay opens with either of its two keys during a rotation", async () => {
  const [before, after] = [await relayKey("before"), await relayKey("after")];
  const sealed = await sealForRelay(before.open, { password: "s3cret" });
  expect(sealed).not.toContain("s3cret");
  expect(await openSealed([after.secret, before.secret], sealed)).toEqual({ password: "s3cret" });
});

test("another location's relay cannot open it", async () => {
  const [mine, other] = [await relayKey("mine"), await relayKey("other")];
  const sealed = await sealForRelay(mine.open, { password: "s3cret" });
  await expect(openSealed([other.secret], sealed)).rejects.toThrow("no key 'mine'");
  await expect(openSealed([{ ...other.secret, kid: "mine" }], sealed)).rejects.toThrow();
});

test("what we seal for ourselves needs our key, unchanged", async () => {
  const key = Buffer.alloc(32, 1).toString("base64url");
  const sealed = await sealForUs(key, ["once"]);
  expect(await openOurs(key, sealed)).toEqual(["once"]);
  await expect(openOurs(Buffer.alloc(32, 2).toString("base64url"), sealed)).rejects.toThrow();
  await expect(openOurs(key, `${sealed.slice(0, -4)}AAAA`)).rejects.toThrow();
});
