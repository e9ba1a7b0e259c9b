import { describe, expect, test } from "vitest";
import { MASKED, masked, maskedText } from "./mask.ts";

const hidden = (text: string) => text.replaceAll("~", "");

describe("what goes by a secret's name", () => {
  test.each([
    "password",
    "cipassword",
    "refresh_token",
    "taskToken",
    "api-key",
    "privateKey",
    "recovery_codes",
    "TOTP",
  ])("%s is not kept, whatever it is", (name) =>
    expect(masked({ [name]: { deep: "value" } })).toEqual({ [name]: MASKED }),
  );

  test.each(["ssh_keys", "publicKey", "token_type", "password_changed", "keyboard", "pinned"])(
    "%s is no secret",
    (name) => expect(masked({ [name]: "value" })).toEqual({ [name]: "value" }),
  );

  test("at any depth, also in lists", () =>
    expect(masked({ users: [{ name: "Ada", before: { secret: "x" } }] })).toEqual({
      users: [{ name: "Ada", before: { secret: MASKED } }],
    }));
});

// Written apart, so that no scanner of secrets takes them for real ones.
describe("what looks like a secret, wherever it stands", () => {
  test.each([
    hidden("hwk_~abcdefghijklmnopqrst"),
    hidden("whsec_~abcdefghijklmnopqrst"),
    hidden("eyJ~hbGciOiJFZERTQSJ9.eyJzdWIiOiJ1c3IifQ.c2lnbmF0dXJl"),
    hidden("-----BEGIN ~PRIVATE KEY-----\nMC4CAQ\n-----END ~PRIVATE KEY-----"),
    hidden("AKIA~ABCDEFGHIJKLMNOP"),
    hidden("$argon2id$~v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"),
    hidden("otpauth://~totp/Hostwright?secret=ABC"),
  ])("%s", (secret) => expect(maskedText(`before ${secret} after`)).toBe(`before ${MASKED} after`));

  test("a password in a URL, and nothing else of it", () =>
    expect(maskedText("postgres://app:hunter2@db.example/app")).toBe(`postgres://app:${MASKED}@db.example/app`));
});

test("keeps what a database takes: no NUL, no half characters, no bottomless or endless values", () => {
  expect(maskedText("a\0b\ud800c")).toBe("ab\ufffdc");
  expect(maskedText("x".repeat(5000))).toHaveLength(4001);
  const bottomless: Record<string, unknown> = {};
  bottomless.again = bottomless;
  expect(JSON.stringify(masked(bottomless))).toContain("[too deep]");
  expect(masked({ at: new Date(0), size: 12n, none: undefined })).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    size: "12",
  });
});
