import { describe, expect, test } from "vitest";
import { passwordProblem } from "./password-policy.ts";

const ada = { email: "ada.lovelace@analytical.example", name: "Ada Lovelace" };

describe("a password is taken", () => {
  test.each([
    "tamed-otter-471100",
    "correct horse battery staple",
    "ünglaublich viele Wörter",
    "密码是十二个字符长的一句话吗",
    "x9$Kq2!vLmP0",
    "sunshine over a small valley",
    " leading and trailing ",
    `${"u".repeat(1000)}nique`,
  ])("%s", (password) => expect(passwordProblem(password, ada)).toBeUndefined());
});

describe("a password is refused", () => {
  test.each([
    ["too short", "elevenchars", /at least 12/],
    ["too short, though it takes up twelve bytes", "ééééüüüüöö", /at least 12/],
    ["too long", "abcdefg ".repeat(129), /at most 1024/],
    ["one character", "aaaaaaaaaaaaaaaa", /too few/],
    ["four characters", "abcdabcdabcdabcd", /too few/],
    ["a row of letters", "abcdefghijklmnop", /first that are guessed/],
    ["a row of digits, around the corner", "12345678901234", /first that are guessed/],
    ["digits downwards", "9876543210987", /first that are guessed/],
    ["a long one from the list", "qwerty123456", /first that are guessed/],
    ["one from the list in other letters", "QWERTY123456", /first that are guessed/],
    ["one from the list in wide letters", "ｑｗｅｒｔｙ１２３４５６", /first that are guessed/],
    ["a common word with trimmings", "!!Sunshine2026", /first that are guessed/],
    ["a common word twice", "sunshinesunshine", /first that are guessed/],
    ["the name", "we-like-Lovelace-here", /'lovelace'/],
    ["the mailbox", "Xada.lovelaceX-77", /'ada.lovelace'/],
    ["the domain", "login at analytical.example", /'analytical.example'/],
  ])("%s", (_why, password, problem) => expect(passwordProblem(password, ada)).toMatch(problem));
});

test("a short name rules nothing out", () =>
  expect(passwordProblem("wonderful ada bakes bread", { email: "a@b.example", name: "Ada" })).toBeUndefined());
