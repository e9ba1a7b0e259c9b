import { z } from "zod/mini";

/** What the API states of an order, so that a mistake is said at the field before anything is sent (openapi/v1.json). */
const NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;
const LABEL_KEY = /^([a-z0-9.-]{1,100}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const KEY_LINE =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)\s+[A-Za-z0-9+/]+={0,2}(\s|$)/;
const MAX_KEYS = 20;
const MAX_LABELS = 32;

export const nameShape = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "Give it a name."),
    z.maxLength(63, "At most 63 characters."),
    z.regex(NAME, "Letters, digits and hyphens, parts separated by dots; no hyphen at either end."),
  );

export interface LabelRow {
  key: string;
  value: string;
}

const labelRow = z.object({ key: z.string(), value: z.string() });

/** What is wrong with a list of labels; undefined: nothing. Rows without a key do not count unless they have a value. */
export function labelsProblem(rows: LabelRow[]): string | undefined {
  const used = rows.filter((row) => row.key !== "" || row.value !== "");
  if (used.length > MAX_LABELS) return `At most ${MAX_LABELS} labels.`;
  const keys = new Set<string>();
  for (const { key, value } of used) {
    if (!LABEL_KEY.test(key)) return `“${key}” is not a label key: letters, digits, dots, hyphens and underscores.`;
    if (!LABEL_VALUE.test(value))
      return `“${value}” is not a label value: letters, digits, dots, hyphens and underscores.`;
    if (keys.has(key)) return `The key “${key}” is there twice.`;
    keys.add(key);
  }
  return undefined;
}

export const labelRecord = (rows: LabelRow[]): Record<string, string> =>
  Object.fromEntries(rows.filter((row) => row.key !== "").map((row) => [row.key, row.value]));
export const labelRows = (labels: Record<string, string>): LabelRow[] =>
  Object.entries(labels).map(([key, value]) => ({ key, value }));

export const keyLines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

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
  name: nameShape,
  plan: z.string().check(z.minLength(1, "Choose a plan.")),
  image: z.string().check(z.minLength(1, "Choose an image.")),
  location: z.string().check(z.minLength(1, "Choose a location.")),
  ssh_keys: z.string().check(says(keysProblem)),
  labels: z.array(labelRow).check(says(labelsProblem)),
});
export type OrderForm = z.infer<typeof orderShape>;

export const orderBody = (form: OrderForm) => ({
  name: form.name,
  plan: form.plan,
  image: form.image,
  location: form.location,
  ssh_keys: keyLines(form.ssh_keys),
  labels: labelRecord(form.labels),
});
