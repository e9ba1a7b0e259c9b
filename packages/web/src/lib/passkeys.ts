import * as z from "zod/mini";

/** The browser's passkeys. Options and answers travel as JSON, which browsers since 2024 read and write themselves. */
export const canUsePasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** Passkeys are bound to a name: on one machine they work at `localhost`, not at its number. */
export const passkeysNeedName = (): boolean => /^(127\.|\[)/.test(window.location.hostname);

const common = { id: z.string(), rawId: z.string(), type: z.literal("public-key") };
const assertion = z.looseObject({
  ...common,
  response: z.looseObject({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
});
const attestation = z.looseObject({
  ...common,
  response: z.looseObject({ clientDataJSON: z.string(), attestationObject: z.string() }),
});
/** The browser reads its options itself, and says what is wrong with them. */
const hasChallenge = (value: unknown): boolean => typeof value === "object" && value !== null && "challenge" in value;
const requestOptions = z.custom<PublicKeyCredentialRequestOptionsJSON>(hasChallenge);
const creationOptions = z.custom<PublicKeyCredentialCreationOptionsJSON>(hasChallenge);

const jsonOf = (credential: Credential | null): unknown =>
  credential instanceof PublicKeyCredential ? credential.toJSON() : undefined;

/** Asks for a passkey there is. Throws when the person thinks better of it. */
export async function askForPasskey(options: object) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(requestOptions.parse(options));
  return assertion.parse(jsonOf(await navigator.credentials.get({ publicKey })));
}

/** Makes a new passkey. Throws when the person thinks better of it, or the device holds one already. */
export async function makePasskey(options: object) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(creationOptions.parse(options));
  return attestation.parse(jsonOf(await navigator.credentials.create({ publicKey })));
}

/** What a browser's refusal means to the person. */
export function passkeyTrouble(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "InvalidStateError") return "This device holds a passkey of yours already.";
  if (name === "NotAllowedError") return "No passkey was chosen. Try again, or use another way.";
  if (name === "SecurityError") return "Passkeys do not work at this address.";
  return "The browser could not do that with a passkey.";
}
