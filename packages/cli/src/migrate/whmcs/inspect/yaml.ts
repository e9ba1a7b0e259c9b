import type { Proposal } from "./propose.ts";

/**
 * A mapping file of proposals, each with how sure it is and why. What is least sure is commented out: it counts only when
 * somebody has looked at it.
 */
export function mappingYaml(proposals: readonly Proposal[], version: string): string {
  const sections = Map.groupBy(proposals, ({ section }) => section);
  const lines = [
    `# Proposed for WHMCS ${version} by \`hostwright migrate whmcs inspect\`. Every line says how sure it is, and why.`,
    "# Lines of low confidence are commented out: decide them, then take the # away.",
    "version: 1",
    "# The time zone that WHMCS writes its times in, for example Europe/Berlin.",
    "# timezone: UTC",
  ];
  for (const [section, entries] of sections) {
    const active = entries.some(({ confidence }) => confidence !== "low");
    lines.push("", `${active ? "" : "# "}${section}:`);
    for (const { key, value, confidence, why } of entries) {
      const line = `  ${scalar(key)}: ${flow(value)}`;
      lines.push(`${confidence === "low" ? `# ${line}` : line} # ${confidence}: ${why.replace(/\s+/g, " ")}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Plain words as they are, anything else in quotes: JSON's are YAML's. */
const scalar = (text: string): string =>
  /^[a-z][a-z_]{3,}$/.test(text) && !/^(?:true|false|null)$/.test(text) ? text : JSON.stringify(text);

function flow(value: unknown): string {
  if (typeof value !== "object" || value === null)
    return typeof value === "string" ? scalar(value) : JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${scalar(key)}: ${flow(each)}`)
    .join(", ")} }`;
}
