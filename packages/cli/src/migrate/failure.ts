/** PostgreSQL's and the network's codes that an operator can do something about, in words (`{said}`: the server's own). */
const WORDS: Record<string, string> = {
  ECONNREFUSED: "the target does not answer: is the installation running? ({said})",
  ENOTFOUND: "the target's host is unknown ({said})",
  ETIMEDOUT: "the target does not answer ({said})",
  "28P01": "the target refuses the password ({said})",
  "28000": "the target refuses the user ({said})",
  "3D000": "the target has no such database ({said})",
  "42501": "the target's user may not write there ({said})",
  "53100": "the target's disk is full; the last batch was not written. Make room and run the same command again",
  "57P01": "the target was shut down; run the same command again when it is back",
  "57P03": "the target is starting or stopping; run the same command again",
};

/** What to tell about an error that ended a command. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const said = error.message || code;
  return WORDS[code]?.replace("{said}", said) ?? said;
}
