/** As the API states it (openapi/v1.json): a host name. */
const NAME = /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*$/;
const MAX_LENGTH = 63;

/** What is wrong with a server's name; undefined: nothing. */
export function nameProblem(text: string): string | undefined {
  const name = text.trim();
  if (name === "") return "Give it a name.";
  if (name.length > MAX_LENGTH) return `At most ${MAX_LENGTH} characters.`;
  if (!NAME.test(name)) return "Letters, digits and hyphens, parts separated by dots; no hyphen at either end.";
  return undefined;
}
