import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

const CLIENT = { id: "hostwright", secret: "correct horse" };

/** Who signs in there, and what the provider says of them instead of the truth. */
export interface Said {
  sub?: string;
  email?: string;
  email_verified?: unknown;
  name?: string;
  groups?: string[];
  /** Over what an honest ID token would say. */
  lies?: JWTPayload;
}

/** An OpenID Connect provider: codes are good once, for whoever has the verifier; what it says can be bent. */
export interface Issuer {
  url: string;
  client: typeof CLIENT;
  /** Signs somebody in at the address the browser was sent to; what the browser brings back. */
  visit(url: string, said: Said): { code: string; state: string; callback: string };
  /** What it says of itself. */
  described(): object;
  /** What else it serves by path, in place of its own. */
  bend: Map<string, (response: ServerResponse) => void>;
  close(): Promise<void>;
}

interface Pending {
  challenge: string;
  nonce: string;
  redirect: string;
  /** Whether it has to ask them again, and say when it did. */
  asks: boolean;
  said: Said;
}

/** @param now whose time its tokens bear */
export async function startIssuer(now: () => Date): Promise<Issuer> {
  const keys = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const codes = new Map<string, Pending>();
  const bend: Issuer["bend"] = new Map();
  let url = "";

  const describe = () => ({
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  });

  async function token(request: IncomingMessage) {
    const form = new URLSearchParams(await textOf(request));
    const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret.replace(" ", "+")}`).toString("base64")}`;
    if (request.headers.authorization !== basic) return { status: 401, body: { error: "invalid_client" } };
    const pending = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!pending || verifier !== pending.challenge || form.get("redirect_uri") !== pending.redirect)
      return { status: 400, body: { error: "invalid_grant" } };
    const { lies, ...claims } = { sub: "ada", email_verified: true, ...pending.said };
    const seconds = Math.floor(now().getTime() / 1000);
    const times = { iat: seconds, exp: seconds + 300, ...(pending.asks ? { auth_time: seconds } : {}) };
    const honest = { iss: url, aud: CLIENT.id, nonce: pending.nonce, ...times, ...claims };
    const id_token = await new SignJWT({ ...honest, ...lies })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .sign(keys.privateKey);
    return { status: 200, body: { access_token: "none of ours", token_type: "Bearer", id_token } };
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    const bent = bend.get(path);
    if (bent) return bent(response);
    const served =
      path === "/.well-known/openid-configuration"
        ? { status: 200, body: describe() }
        : path === "/keys"
          ? { status: 200, body: { keys: [jwk] } }
          : path === "/token"
            ? await token(request)
            : { status: 404, body: {} };
    response.writeHead(served.status, { "content-type": "application/json" }).end(JSON.stringify(served.body));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    client: CLIENT,
    described: describe,
    bend,
    visit(target, said) {
      const { searchParams: asked } = new URL(target);
      const of = (name: string) => asked.get(name) ?? "";
      if (of("code_challenge_method") !== "S256" || of("client_id") !== CLIENT.id)
        throw new Error(`what is ${target}?`);
      const code = `code-${codes.size}-${of("state").slice(0, 8)}`;
      const asks = of("prompt") === "login" && of("max_age") === "0";
      codes.set(code, {
        challenge: of("code_challenge"),
        nonce: of("nonce"),
        redirect: of("redirect_uri"),
        asks,
        said,
      });
      return { code, state: of("state"), callback: of("redirect_uri").split("/").at(-1) ?? "" };
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
