import { expect, test } from "vitest";
import { findMojibake } from "./text.ts";

const asWindows1252 = (text: string): string => new TextDecoder("windows-1252").decode(new TextEncoder().encode(text));

test.each(["Zoë", "Müller", "Grüße aus Köln", "Łukasz Żółć", "Dvořák", "Yılmaz", "東京", "price: 5 €", "“quoted”"])(
  "%s stored as latin1 is found, and what it was",
  (text) => {
    expect(findMojibake(asWindows1252(text))).toEqual({ damaged: true, repaired: text });
  },
);

test.each(["Zoë", "Müller", "São Paulo", "Ålesund", "PÂTÉ", "Ã", "Â§", "東京", "plain", "", "naïve café €5"])(
  "%s is what it is",
  (text) => {
    expect(findMojibake(text)).toEqual(text === "Â§" ? { damaged: true, repaired: "§" } : { damaged: false });
  },
);
