/**
 * Text that was UTF-8, read as Windows-1252 and stored as UTF-8 again: `ZoÃ«` for `Zoë`. It happens where old installations
 * kept UTF-8 bytes in latin1 columns.
 */
export type TextFinding = { damaged: false } | { damaged: true; repaired: string };

/** Leads of two- to four-byte UTF-8 sequences, followed by what continuation bytes look like in Windows-1252. */
const SUSPICIOUS =
  /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;

/** Where Windows-1252 differs from latin1: character to byte. */
const CP1252 = new Map<number, number>(
  [..."€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"].map((character, index) => [
    character.codePointAt(0) ?? 0,
    0x80 + index,
  ]),
);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Damaged only when every byte decodes back to valid UTF-8, so that a real `Ã` beside a real `«` stays what it is. */
export function findMojibake(text: string): TextFinding {
  if (!SUSPICIOUS.test(text)) return { damaged: false };
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const byte = code <= 0xff ? code : CP1252.get(code);
    if (byte === undefined) return { damaged: false };
    bytes[index] = byte;
  }
  const repaired = decoded(bytes);
  return repaired === undefined || repaired === text ? { damaged: false } : { damaged: true, repaired };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
