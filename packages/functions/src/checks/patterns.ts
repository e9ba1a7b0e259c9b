import type { AttackPattern } from "@hostwright/core/kernel/attack-patterns";

/** What attacks look like. Ordinary text may look so too: a match is recorded and counted, and refused only where a setting says so. */
export type Pattern = AttackPattern & {
  /** Where it is looked for: everywhere, in the path alone, or in the caller's `User-Agent` alone. */
  place?: "path" | "agent";
  /** A regular expression's source, case ignored. Repetitions are bounded: text is hostile. */
  source: string;
};

const COMMANDS =
  "(?:cat|ls|id|whoami|uname|wget|curl|nc|netcat|bash|sh|rm|chmod|python\\d?|perl|ping|nslookup|powershell|cmd)";

export const PATTERNS: readonly Pattern[] = [
  { name: "path-traversal", group: "traversal", source: String.raw`\.\.[\\/]|[\\/]\.\.(?:$|[\\/])` },
  { name: "encoded-traversal", group: "traversal", source: "%(?:25){0,3}2e%(?:25){0,3}2e|%c0%ae|%u002e" },
  {
    name: "system-file",
    group: "traversal",
    source: String.raw`\/etc\/(?:passwd|shadow|group|hosts)\b|\/proc\/self\/|\bc:\\windows\\|\b(?:boot|win)\.ini\b`,
  },
  { name: "null-byte", group: "traversal", source: String.raw`%00|\0` },
  { name: "script-tag", group: "xss", source: String.raw`<\s{0,5}\/?\s{0,5}script\b` },
  { name: "event-handler", group: "xss", source: String.raw`<[a-z][^>]{0,200}[\s\/"']on[a-z]{3,20}\s{0,5}=` },
  { name: "script-url", group: "xss", source: String.raw`\b(?:java|vb)script\s{0,5}:|\bdata:text\/html` },
  {
    name: "html-element",
    group: "xss",
    source: String.raw`<\s{0,5}(?:iframe|object|embed|svg|img|base|meta|form|link)\b`,
  },
  { name: "style-expression", group: "xss", source: String.raw`\bexpression\s{0,5}\(|-moz-binding\s{0,5}:` },
  { name: "union-select", group: "sql", source: String.raw`\bunion\b\s{1,20}(?:all\s{1,20})?select\b` },
  {
    name: "tautology",
    group: "sql",
    source: String.raw`['"]\s{0,20}(?:or|and)\s{1,20}['"]?\w{1,20}['"]?\s{0,20}(?:=|like\b|<|>)`,
  },
  {
    name: "stacked-query",
    group: "sql",
    source: String.raw`;\s{0,20}(?:drop|delete|insert|update|alter|create|truncate|exec)\s{1,20}\w`,
  },
  { name: "quote-comment", group: "sql", source: String.raw`['"]\s{0,20}(?:--|#|\/\*)|\/\*!\d{5}` },
  {
    name: "timing-function",
    group: "sql",
    source: String.raw`\b(?:pg_sleep|sleep|benchmark)\s{0,5}\(|\bwaitfor\s{1,20}delay\b`,
  },
  {
    name: "database-internals",
    group: "sql",
    source: String.raw`\binformation_schema\b|\bpg_catalog\b|\bsqlite_master\b|\bxp_cmdshell\b|\b(?:load_file|extractvalue|updatexml)\s{0,5}\(|\binto\s{1,20}(?:out|dump)file\b`,
  },
  { name: "command-substitution", group: "command", source: "\\$\\([^)]{1,200}\\)|`[^`]{1,200}`" },
  {
    name: "command-chain",
    group: "command",
    source: `(?:[;|&]|\\|\\||&&|%0a|\\n)\\s{0,5}${COMMANDS}\\s{1,5}[-\\/\\w]`,
  },
  { name: "shell", group: "command", source: String.raw`\/bin\/(?:ba|da|z|k)?sh\b|\bcmd\.exe\b|\/dev\/tcp\/` },
  { name: "shellshock", group: "command", source: String.raw`\(\)\s{0,5}\{[^}]{0,20}\}\s{0,5};` },
  { name: "php-tag", group: "php", source: String.raw`<\?(?:php\b|=)` },
  { name: "php-wrapper", group: "php", source: String.raw`\b(?:php|phar|expect|glob):\/\/` },
  {
    name: "php-function",
    group: "php",
    source: String.raw`\b(?:eval|assert|passthru|shell_exec|proc_open|base64_decode|phpinfo|call_user_func)\s{0,5}\(`,
  },
  { name: "php-object", group: "php", source: String.raw`\bO:\d{1,5}:"[^"]{1,100}":\d` },
  { name: "xml-entity", group: "xml", source: String.raw`<!\s{0,5}(?:entity|doctype)\b` },
  { name: "xml-include", group: "xml", source: String.raw`<xi:include\b|<!\[cdata\[|<xsl:` },
  { name: "jndi-lookup", group: "template", source: String.raw`\$\{\s{0,5}(?:jndi|env|sys|lower|upper|::-|\$\{)` },
  {
    name: "template-expression",
    group: "template",
    source: String.raw`\{\{[^}]{1,100}\}\}|<%[^%]{1,100}%>|#\{[^}]{1,100}\}|\$\{[^}]{1,100}\}`,
  },
  { name: "ldap-filter", group: "query", source: String.raw`\*\s{0,5}\)\s{0,5}\(|\)\s{0,5}\(\s{0,5}[|&!]\s{0,5}\(` },
  { name: "query-operator", group: "query", source: String.raw`\$(?:where|ne|gte?|lte?|regex|nin|exists)\b` },
  { name: "prototype-pollution", group: "query", source: String.raw`__proto__|\bconstructor\W{1,5}prototype\b` },
  {
    name: "header-injection",
    group: "header",
    source: String.raw`(?:%0d|%0a|\r|\n)\s{0,5}(?:set-cookie|location|content-type|content-length|transfer-encoding|host)\s{0,5}:`,
  },
  {
    name: "metadata-address",
    group: "ssrf",
    source: String.raw`\b169\.254\.169\.254\b|\bmetadata\.google\.internal\b|\bgopher:\/\/|\bfile:\/\/`,
  },
  {
    name: "scanner-path",
    group: "scanner",
    place: "path",
    source: String.raw`^\/(?:[\w-]{1,20}\/)?(?:wp-|xmlrpc|phpmyadmin|pma\b|\.env|\.git|\.aws|\.svn|\.ds_store|cgi-bin|vendor\/phpunit|actuator|server-status|autodiscover|boaform|hnap1|solr\b|jenkins|manager\/html|_ignition|telescope|druid\b|geoserver|owa\b)`,
  },
  {
    name: "foreign-script",
    group: "scanner",
    place: "path",
    source: String.raw`\.(?:php\d?|aspx?|jspx?|cgi|do|action)$`,
  },
  {
    name: "forgotten-file",
    group: "scanner",
    place: "path",
    source: String.raw`\.(?:bak|old|orig|sql|swp|tar\.gz|tgz|zip|rar|7z|pem|key)$`,
  },
  {
    name: "scanner-agent",
    group: "scanner",
    place: "agent",
    source: String.raw`\b(?:sqlmap|nikto|nmap|masscan|nuclei|acunetix|nessus|openvas|dirbuster|gobuster|wpscan|zgrab|w3af|havij|feroxbuster|ffuf|wfuzz|burp|arachni|whatweb|joomscan)`,
  },
];
