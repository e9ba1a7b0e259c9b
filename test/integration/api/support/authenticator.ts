import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

/** As much of CBOR (RFC 8949) as an attestation holds. */
function cbor(value: Cbor): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

function head(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}

const sha256 = (value: string | Buffer): Buffer => createHash("sha256").update(value).digest();
const encode = (value: Buffer): string => value.toString("base64url");

/** A passkey in software, as a browser would answer for it (WebAuthn Level 3). */
export class Authenticator {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #publicKey: Buffer;
  #counter = 0;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    this.#key = privateKey;
    this.#publicKey = cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, "base64url")],
        [-3, Buffer.from(y, "base64url")],
      ]),
    );
  }

  /** A copy that has fallen behind: its counter begins again. */
  forgetCounter(): void {
    this.#counter = 0;
  }

  register(options: { challenge: string }, origin = "http://localhost:3000") {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.id, this.#publicKey]);
    const authData = Buffer.concat([this.#authData(origin, 0x45), attested]);
    const attestationObject = cbor(
      new Map<string, Cbor>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]),
    );
    return this.#answer({
      clientDataJSON: clientData("webauthn.create", options.challenge, origin),
      attestationObject: encode(attestationObject),
      transports: ["internal"],
    });
  }

  /** `verified`: whether it has asked for a finger or a PIN. */
  assert(options: { challenge: string }, { origin = "http://localhost:3000", verified = true } = {}) {
    this.#counter += 1;
    const clientDataJSON = clientData("webauthn.get", options.challenge, origin);
    const authData = this.#authData(origin, verified ? 0x05 : 0x01);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    return this.#answer({
      clientDataJSON,
      authenticatorData: encode(authData),
      signature: encode(sign("sha256", signed, this.#key)),
    });
  }

  #authData(origin: string, flags: number): Buffer {
    const rest = Buffer.alloc(5);
    rest.writeUInt8(flags, 0);
    rest.writeUInt32BE(this.#counter, 1);
    return Buffer.concat([sha256(new URL(origin).hostname), rest]);
  }

  #answer<R extends object>(response: R) {
    const id = encode(this.id);
    return { id, rawId: id, type: "public-key" as const, response, clientExtensionResults: {} };
  }
}

const clientData = (type: string, challenge: string, origin: string): string =>
  encode(Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })));
