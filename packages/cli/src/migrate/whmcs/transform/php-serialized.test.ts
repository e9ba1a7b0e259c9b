import { expect, test } from "vitest";
import { readSerialized } from "./php-serialized.ts";

test.each([
  ["N;", null],
  ["b:1;", true],
  ["i:-7;", -7],
  ["d:0.19;", 0.19],
  ['s:5:"Köln";', "Köln"],
  ['s:7:"a";b:0;";', 'a";b:0;'],
  ['a:2:{s:4:"name";s:3:"Ada";i:0;a:1:{i:1;N;}}', { name: "Ada", 0: { 1: null } }],
])("reads %s", (text, value) => {
  expect(readSerialized(text)).toEqual(value);
});

test.each([
  ["cut off", 'a:2:{s:4:"name";s:3:"Ada";'],
  ["a length in characters of another encoding", 's:4:"Köln";'],
  ["more behind it", "i:1;i:2;"],
  ["an object of a class", 'O:8:"stdClass":0:{}'],
  ["a key that is no key", 'a:1:{a:0:{}s:1:"x";}'],
  ["no number", "i:x;"],
  ["nothing", ""],
  ["something else", '{"name":"Ada"}'],
])("refuses %s", (_what, text) => {
  expect(readSerialized(text)).toBeUndefined();
});
