import { expect, test } from "vitest";
import { AppError } from "./error.ts";
import { decodeCursor, encodeCursor, toPage } from "./page.ts";

const position = (row: { id: string }) => ({ value: "", id: row.id });

test("a page with a row to spare names the next one", () => {
  const page = toPage([{ id: "srv_a" }, { id: "srv_b" }, { id: "srv_c" }], 2, position, (row) => row.id);
  expect(page.items).toEqual(["srv_a", "srv_b"]);
  expect(decodeCursor(page.nextCursor ?? "")).toEqual({ value: "", id: "srv_b" });
});

test("the last page names none", () => {
  expect(toPage([{ id: "a" }], 2, position, (row) => row.id).nextCursor).toBeNull();
});

test("a cursor comes back as it went, whatever the name holds", () => {
  const cursor = { value: 'ü","x\n', id: "srv_1" };
  expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
});

test.each(["", "garbage", "e30", Buffer.from("[1,2]").toString("base64url")])("%j is no cursor of ours", (text) => {
  expect(() => decodeCursor(text)).toThrow(AppError);
});
