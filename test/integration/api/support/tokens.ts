import { createPublicKey } from "node:crypto";
import { signAccessToken } from "@hostwright/core/identity";
import { newId, SteppedClock } from "@hostwright/core/kernel";
import { generateKeyPair, SignJWT } from "jose";
import type { Face } from "./face.ts";

/** `Authorization` headers that are not good, by what is wrong with them. */
export async function badTokens(face: Face): Promise<[name: string, authorization: string][]> {
  const session = face.sessions.owner;
  const hourAgo = new SteppedClock(new Date(face.clock.now().getTime() - 3600_000));
  const expired = await signAccessToken({ ...face.app, clock: hourAgo }, session);
  const foreign = await generateKeyPair("EdDSA");
  const [own = { kid: "" }] = face.app.config.HOSTWRIGHT_JWT_KEYS;
  const now = Math.floor(face.clock.now().getTime() / 1000);
  const claims = { sid: session.id, ten: session.member?.tenant, role: "owner" };
  const signed = (
    header: { alg: string; kid: string; typ?: string },
    key: Parameters<SignJWT["sign"]>[0],
    extra = {},
  ) =>
    new SignJWT({ ...claims, ...extra })
      .setProtectedHeader({ typ: "at+jwt", ...header })
      .setIssuer("hostwright")
      .setSubject(session.user)
      .setIssuedAt(now)
      .setExpirationTime(now + 900)
      .sign(key);
  const [header, payload] = face.tokens.owner.split(".");
  const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt", kid: own.kid })).toString("base64url");
  const { d: _private, ...open } = own as Record<string, unknown> & { d?: unknown };
  const publicKey = createPublicKey({ key: open, format: "jwk" }).export({ format: "der", type: "spki" });
  const bearer = (token: string) => `Bearer ${token}`;
  return [
    ["empty", ""],
    ["another scheme", "Basic ZGVtbzpkZW1v"],
    ["not a JWT", "Bearer hello"],
    ["expired", bearer(expired)],
    [
      "signed by somebody else under our key's name",
      bearer(await signed({ alg: "EdDSA", kid: own.kid }, foreign.privateKey)),
    ],
    ["signed with a key we do not know", bearer(await signed({ alg: "EdDSA", kid: "theirs" }, foreign.privateKey))],
    [
      "signed with our public key as a secret",
      bearer(await signed({ alg: "HS256", kid: own.kid }, new Uint8Array(publicKey))),
    ],
    ["not signed", bearer(`${none}.${payload}.`)],
    [
      "the signature of another payload",
      bearer(
        `${header}.${Buffer.from(JSON.stringify({ sub: newId("usr", new Date(0)) })).toString("base64url")}.${face.tokens.owner.split(".")[2]}`,
      ),
    ],
    ["a letter more", `${bearer(face.tokens.owner)}A`],
  ];
}
