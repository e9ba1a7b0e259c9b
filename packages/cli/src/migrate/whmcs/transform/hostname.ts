import type { Mapping } from "../mapping/schema.ts";
import { type Judged, judged, refused } from "./problem.ts";

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

/** As DNS allows it (RFC 1123), in lower case; internationalised names in their ASCII form. Undefined: damaged. */
export function readHostname(text: string): string | undefined {
  const name = text.trim().toLowerCase().replace(/\.$/, "");
  const ascii = /\P{ASCII}/u.test(name) ? URL.parse(`http://${name}/`)?.hostname : name;
  if (ascii === undefined || ascii.length > 253) return undefined;
  return ascii.split(".").every((label) => LABEL.test(label)) ? ascii : undefined;
}

/** The one host name of a service; null where nothing is said. */
export function hostnameOf(
  service: number,
  texts: readonly string[],
  rules: Mapping["hostnames"],
  notes: string[],
): Judged<string | null> {
  const decided = rules[String(service)];
  if (decided !== undefined) return judged(decided === "none" ? null : decided);
  const hint = `hostnames: {${service}: <host name>}`;
  const names = new Set<string>();
  for (const text of texts) {
    if (text.trim() === "") continue;
    const name = readHostname(text);
    if (name !== undefined) names.add(name);
    else if (rules.damaged === "none") notes.push(`hostname: "${text}" is none, left out`);
    else return refused("unreadable_hostname", `hostname: "${text}" is none that DNS allows`, hint);
  }
  if (names.size > 1) return refused("ambiguous_field", `hostname: ${[...names].join(" and ")} are both given`, hint);
  const [name] = names;
  return judged(name ?? null);
}
