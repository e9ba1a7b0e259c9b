import { expect, test } from "vitest";
import { inlined } from "./statement.ts";

test("values are quoted, whatever they hold", () => {
  expect(inlined("a = $1, b = $2, c = $1", ["O'Neill", null])).toBe("a = 'O''Neill', b = null, c = 'O''Neill'");
  expect(inlined("$1", ["back\\slash'; drop table x; --"])).toBe("E'back\\\\slash''; drop table x; --'");
  expect(inlined("$1", ["zero\0byte"])).toBe("'zero\ufffdbyte'");
  expect(inlined("$1 $2 $3", [12, true, new Date("2026-11-20T12:00:00Z")])).toBe(
    "'12' 'true' '2026-11-20T12:00:00.000Z'",
  );
});

test("what a value says is never taken for a place", () => {
  expect(inlined("$1 $2", ["$2", "$&"])).toBe("'$2' '$&'");
});

test("lists become PostgreSQL's arrays", () => {
  expect(inlined("any($1)", [["a", 'b"c', "d\\e", "f'g", null, ""]])).toBe(
    'any(E\'{"a","b\\\\"c","d\\\\\\\\e","f\'\'g",NULL,""}\')',
  );
});
