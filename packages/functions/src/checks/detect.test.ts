import { ATTACK_PATTERNS } from "@hostwright/core/kernel/attack-patterns";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect, test } from "vitest";
import { detect } from "./detect.ts";
import { PATTERNS } from "./patterns.ts";

const event = (more: Partial<APIGatewayProxyEventV2>): APIGatewayProxyEventV2 => ({
  version: "2.0",
  routeKey: "POST /v1/servers",
  rawPath: "/v1/servers",
  rawQueryString: "",
  headers: {
    "user-agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "content-type": "application/json; charset=utf-8",
    "accept-language": "de-DE,de;q=0.9,en;q=0.8",
    "x-forwarded-for": "2001:db8::7, 198.51.100.4",
  },
  requestContext: {
    accountId: "0",
    apiId: "test",
    domainName: "api.example.com",
    domainPrefix: "api",
    http: { method: "POST", path: "/v1/servers", protocol: "HTTP/1.1", sourceIp: "198.51.100.4", userAgent: "" },
    requestId: "1",
    routeKey: "POST /v1/servers",
    stage: "$default",
    time: "",
    timeEpoch: 0,
  },
  isBase64Encoded: false,
  ...more,
});
const names = (more: Partial<APIGatewayProxyEventV2>, body?: unknown) =>
  detect(event(more), body).map(({ pattern }) => pattern.name);
const inBody = (text: string) => names({}, { name: "web-1", labels: { note: text } });

/** Apart from its brace, so that it is no placeholder here. */
const $ = "$";
const EXAMPLES: Record<string, string[]> = {
  "path-traversal": ["../../secret", "..\\..\\boot", "files/.."],
  "encoded-traversal": ["%2e%2e%2fsecret", "%252e%252e/secret", "..%c0%af%c0%ae"],
  "system-file": ["/etc/passwd", "C:\\Windows\\system32", "/proc/self/environ"],
  "null-byte": ["report.pdf%00.exe", "a\0b"],
  "script-tag": ["<script>alert(1)</script>", "< SCRIPT src=x>"],
  "event-handler": ["<b onmouseover=alert(1)>", "<body/onload=x()>"],
  "script-url": ["javascript:alert(1)", "data:text/html,<h1>"],
  "html-element": ["<iframe src=//x>", "<svg/>", "<img src=x>"],
  "style-expression": ["width: expression(alert(1))"],
  "union-select": ["1 UNION SELECT password FROM users", "1 union all select 1"],
  tautology: ["' or 1=1", "x' OR 'a'='a", '" and "1"="1'],
  "stacked-query": ["1; drop table servers", "x';DELETE FROM users"],
  "quote-comment": ["admin'--", "admin' #", "/*!50000 x */"],
  "timing-function": ["1 and sleep(5)", "pg_sleep(10)", "waitfor delay '0:0:5'"],
  "database-internals": ["from information_schema.tables", "load_file('/x')", "xp_cmdshell"],
  "command-substitution": ["$(id)", "`whoami`"],
  "command-chain": ["x; cat /tmp/a", "x | wget http://x", "a && rm -rf /"],
  shell: ["/bin/sh -c x", "cmd.exe /c", "/dev/tcp/10.0.0.1/4444"],
  shellshock: ["() { :;}; echo x"],
  "php-tag": ["<?php echo 1;", "<?= x ?>"],
  "php-wrapper": ["php://input", "phar://x.phar"],
  "php-function": ["eval($_POST[1])", "phpinfo()"],
  "php-object": ['O:8:"stdClass":1:{}'],
  "xml-entity": ["<!DOCTYPE a [<!ENTITY b SYSTEM 'c'>]>"],
  "xml-include": ["<xi:include href='x'/>", "<![CDATA[x]]>"],
  "jndi-lookup": [`${$}{jndi:ldap://x/a}`, `${$}{${$}{lower:j}ndi:x}`],
  "template-expression": ["{{7*7}}", "<%= 7*7 %>", `${$}{7*7}`],
  "ldap-filter": ["*)(uid=*))(|(uid=*", "x)(|(a=b)"],
  "query-operator": ['{"$ne": null}', "$where"],
  "prototype-pollution": ["__proto__", "constructor[prototype]"],
  "header-injection": ["x%0d%0aSet-Cookie: a=b", "x\r\nLocation: //evil"],
  "metadata-address": ["http://169.254.169.254/latest", "file:///x", "gopher://x"],
};

test("every pattern that is looked for everywhere is found in a body, a query, a header and a path", () => {
  const everywhere = PATTERNS.filter(({ place }) => place === undefined).map(({ name }) => name);
  expect(Object.keys(EXAMPLES).sort()).toEqual(everywhere.sort());
  for (const [name, texts] of Object.entries(EXAMPLES))
    for (const text of texts) {
      expect(inBody(text), text).toContain(name);
      expect(names({}, { [text]: 1 }), `as a key: ${text}`).toContain(name);
      const encoded = encodeURIComponent(text);
      expect(names({ rawQueryString: `q=${encoded}` }), `in the query: ${text}`).toContain(name);
      expect(names({ rawPath: `/v1/servers/${encoded}` }), `in the path: ${text}`).toContain(name);
      expect(names({ headers: { referer: text } }), `in a header: ${text}`).toContain(name);
    }
});

test("at least the 25 that were promised are told apart", () => {
  expect(new Set(PATTERNS.map(({ name }) => name)).size).toBe(PATTERNS.length);
  expect(PATTERNS.length).toBeGreaterThanOrEqual(25);
});

test.each([
  ["/wp-login.php", ["scanner-path", "foreign-script"]],
  ["/blog/wp-admin/setup-config.php", ["scanner-path", "foreign-script"]],
  ["/.env", ["scanner-path"]],
  ["/.git/config", ["scanner-path"]],
  ["/phpMyAdmin/index.php", ["scanner-path", "foreign-script"]],
  ["/cgi-bin/luci/;stok=/locale", ["scanner-path"]],
  ["/index.aspx", ["foreign-script"]],
  ["/backup.tar.gz", ["forgotten-file"]],
  ["/%2e%65nv", ["scanner-path"]],
])("a scanner's path: %s", (rawPath, expected) => expect(names({ rawPath })).toEqual(expect.arrayContaining(expected)));

test.each(["sqlmap/1.8#stable (https://sqlmap.org)", "Mozilla/5.00 (Nikto/2.5.0)", "Nuclei - Open-source project"])(
  "a scanner's user agent: %s",
  (agent) => expect(names({ headers: { "user-agent": agent } })).toContain("scanner-agent"),
);

/** What customers write every day. */
const ORDINARY = [
  "web-1.example.com",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com",
  "Büro Köln, Etage 3 – Drucker & Fax; bitte nicht abschalten!",
  'O\'Brien & Sons said "yes" and paid 5 > 3',
  "select the best union for our workers, or drop us a line",
  "We update from Debian 12 to 13; see https://example.com/notes?id=7#top",
  "env in (prod,test),!legacy,tier=web",
  "2026-11-20T12:00:00.000Z",
  "C++ & C#, 100 % sure… right?",
  "Ports 80,443; from 2001:db8::/32 and 203.0.113.0/24",
  "script for the play 'Hamlet'",
  "docker run -d nginx",
];

test.each(ORDINARY)("ordinary text is nothing: %s", (text) => {
  expect(inBody(text)).toEqual([]);
  expect(names({ rawQueryString: `name=${encodeURIComponent(text)}` })).toEqual([]);
});

test("our own routes, with ids, addresses and cursors, are nothing", () => {
  for (const rawPath of [
    "/v1/servers/srv_01kagj8zc0v7m2x4q9n5t3wbpr/addresses/2001%3Adb8%3A%3A1",
    "/v1/openapi.json",
    "/docs",
  ])
    expect(names({ rawPath, rawQueryString: "limit=50&sort=created:desc&cursor=WyJ3ZWItMSIsInNydl8wMSJd" })).toEqual(
      [],
    );
});

test("secrets are not looked at, and what comes after so many characters neither", () => {
  expect(names({ headers: { authorization: "Bearer <script>", cookie: "a=<script>" } })).toEqual([]);
  expect(names({}, { a: "ä".repeat(70_000), b: "<script>" })).toEqual([]);
  expect(names({}, { b: "<script>", a: "ä".repeat(70_000) })).toEqual(["script-tag"]);
});

test("text made to cost time does not", () => {
  for (const text of [
    "<a ".repeat(20_000),
    "'".repeat(60_000),
    "((".repeat(30_000),
    "; ".repeat(30_000),
    "${".repeat(30_000),
  ]) {
    const started = performance.now();
    inBody(text);
    // No duration is asserted but one that only runaway backtracking takes.
    expect(performance.now() - started).toBeLessThan(5_000);
  }
});

test("every pattern that a setting may name is looked for once, in its own group", () => {
  const named = Object.entries(ATTACK_PATTERNS).flatMap(([group, names]) => names.map((name) => `${group} ${name}`));
  expect(PATTERNS.map(({ group, name }) => `${group} ${name}`).sort()).toEqual(named.sort());
});
