import { z } from "zod";
import { until } from "./clock.ts";

const letter = z.object({
  id: z.number(),
  to: z.string(),
  from: z.string(),
  subject: z.string(),
  message_id: z.string(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  html: z.string(),
});
export type ReceivedLetter = z.output<typeof letter>;

/** Every letter to that address, the latest first. */
export async function lettersTo(apiUrl: string, to: string): Promise<ReceivedLetter[]> {
  const response = await fetch(`${apiUrl}/dev/mail.json?to=${encodeURIComponent(to)}`);
  return z.object({ letters: z.array(letter) }).parse(await response.json()).letters;
}

/** The latest letter to that address whose subject is like that, once it is there. */
export function letterTo(apiUrl: string, to: string, subject: RegExp): Promise<ReceivedLetter> {
  return until(`a letter to ${to}: ${subject}`, async () =>
    (await lettersTo(apiUrl, to)).find((one) => subject.test(one.subject)),
  );
}

/** The link in a letter. */
export function linkIn({ text }: ReceivedLetter): URL {
  const found = /https?:\/\/\S+/.exec(text)?.[0];
  if (!found) throw new Error(`no link in: ${text}`);
  return new URL(found);
}

/** The token in a letter's link. */
export const tokenIn = (received: ReceivedLetter): string =>
  new URLSearchParams(linkIn(received).hash.slice(1)).get("token") ?? "";
