/** Kinds of attacks, and the patterns of each: names a setting may use. What they look like is the API's own business. */
export const ATTACK_PATTERNS = {
  traversal: ["path-traversal", "encoded-traversal", "system-file", "null-byte"],
  xss: ["script-tag", "event-handler", "script-url", "html-element", "style-expression"],
  sql: ["union-select", "tautology", "stacked-query", "quote-comment", "timing-function", "database-internals"],
  command: ["command-substitution", "command-chain", "shell", "shellshock"],
  php: ["php-tag", "php-wrapper", "php-function", "php-object"],
  xml: ["xml-entity", "xml-include"],
  template: ["jndi-lookup", "template-expression"],
  query: ["ldap-filter", "query-operator", "prototype-pollution"],
  header: ["header-injection"],
  ssrf: ["metadata-address"],
  scanner: ["scanner-path", "foreign-script", "forgotten-file", "scanner-agent"],
} as const;

export type AttackGroup = keyof typeof ATTACK_PATTERNS;
/** Of a group, so that a pattern cannot be filed under another. */
export type AttackPattern = {
  [G in AttackGroup]: { group: G; name: (typeof ATTACK_PATTERNS)[G][number] };
}[AttackGroup];

const known: ReadonlySet<string> = new Set([...Object.keys(ATTACK_PATTERNS), ...Object.values(ATTACK_PATTERNS).flat()]);
export const isAttackName = (word: string): boolean => known.has(word);
