import { expect, test } from "vitest";
import { serverName, sshKey } from "./schema.ts";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0";

test.each([ED25519, `${ED25519} ada@example.com`, ` ${ED25519} \n`])("%j is a public key", (line) => {
  expect(sshKey.parse(line)).toBe(line.trim());
});

test.each([
  "",
  "ssh-ed25519",
  "ssh-ed25519 !!!!",
  ED25519.replace("ssh-ed25519 ", "ssh-rsa "),
  `${ED25519}\n${ED25519}`,
  'command="rm -rf /" ssh-ed25519 AAAA',
  "-----BEGIN OPENSSH PRIVATE KEY-----",
])("%j is none", (line) => expect(sshKey.safeParse(line).success).toBe(false));

test.each(["web-1", "a", "Web1.example.com", "0x"])("%s is a name", (name) =>
  expect(serverName.safeParse(name).success).toBe(true),
);
test.each(["", "-web", "web-", "web_1", "wéb", "a..b", ".a", "a b", "a".repeat(64)])("%s is no name", (name) =>
  expect(serverName.safeParse(name).success).toBe(false),
);
