import * as z from "zod/mini";
import { labelsProblem } from "../../lib/labels.ts";
import { nameProblem } from "../../lib/server-name.ts";
import { keyLines } from "./order-body.ts";

/** What the API states of an order, so that a mistake is said at the field before anything is sent (openapi/v1.json). */
const KEY_LINE =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)\s+[A-Za-z0-9+/]+={0,2}(\s|$)/;
const MAX_KEYS = 20;

function keysProblem(text: string): string | undefined {
  const lines = keyLines(text);
  if (lines.length > MAX_KEYS) return `At most ${MAX_KEYS} keys.`;
  const wrong = lines.findIndex((line) => !KEY_LINE.test(line));
  if (wrong === -1) return undefined;
  if (lines[wrong]?.includes("PRIVATE KEY")) return "This is a private key. Keep it to yourself; paste the .pub file.";
  return `Line ${wrong + 1} is not an OpenSSH public key. It begins with ssh-ed25519 or ssh-rsa.`;
}

/** A check whose function says what is wrong, or nothing. */
const says = <T>(find: (value: T) => string | undefined) =>
  z.check<T>((context) => {
    const message = find(context.value);
    if (message) context.issues.push({ code: "custom", message, input: context.value });
  });

export const orderShape = z.object({
  name: z.string().check(z.trim(), says(nameProblem)),
  plan: z.string().check(z.minLength(1, "Choose a plan.")),
  image: z.string().check(z.minLength(1, "Choose an image.")),
  location: z.string().check(z.minLength(1, "Choose a location.")),
  ssh_keys: z.string().check(says(keysProblem)),
  labels: z.array(z.object({ key: z.string(), value: z.string() })).check(says(labelsProblem)),
});
export type OrderForm = z.infer<typeof orderShape>;
