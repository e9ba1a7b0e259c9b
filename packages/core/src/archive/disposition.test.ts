import { expect, test } from "vitest";
import { disposition } from "./disposition.ts";

test.each([
  ["log.txt", `attachment; filename="log.txt"; filename*=UTF-8''log.txt`],
  ["Übersicht (2).pdf", `attachment; filename="_bersicht (2).pdf"; filename*=UTF-8''%C3%9Cbersicht%20%282%29.pdf`],
  [
    'a"b.txt\r\nset-cookie: x',
    `attachment; filename="a_b.txt__set-cookie: x"; filename*=UTF-8''a%22b.txt__set-cookie%3A%20x`,
  ],
  ["../../etc/passwd", `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
  ["invoice\u202Efdp.exe", `attachment; filename="invoice_fdp.exe"; filename*=UTF-8''invoice_fdp.exe`],
  ["\ud800.txt", `attachment; filename="_.txt"; filename*=UTF-8''%EF%BF%BD.txt`],
  ["", `attachment; filename="attachment"; filename*=UTF-8''attachment`],
])("%j is offered under a name that is nothing but a name", (name, expected) => {
  expect(disposition(name)).toBe(expected);
});

test("a long name is cut, and stays one that a header can hold", () => {
  expect(disposition("ä".repeat(400)).length).toBeLessThan(1200);
});
