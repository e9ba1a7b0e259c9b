/** Letters of three by five dots, each row an octal digit, top first. */
const GLYPHS: Record<string, string> = Object.fromEntries(
  (
    "A25755 B65656 C34443 D65556 E74647 F74644 G34553 H55755 I72227 J11152 K55655 L44447 M57755 N65555 O25552 P65644 " +
    "Q25563 R65655 S34216 T72222 U55557 V55552 W55775 X55255 Y55222 Z71247 075557 126227 271747 371717 455711 574717 " +
    "674757 771222 875757 975717 :02020 -00700 /11244 .00002 _00007 ,00024"
  )
    .split(" ")
    .map((glyph) => [glyph.charAt(0), glyph.slice(1)]),
);
const WIDE = 3;
const HIGH = 5;
/** Pixels of a dot. */
const DOT = 3;
const MARGIN = 24;

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Lines of text as the rectangles to paint; what has no letter is left out. */
export function drawText(lines: readonly string[]): Rectangle[] {
  return lines.flatMap((line, row) =>
    [...line.toUpperCase()].flatMap((char, column) => {
      const left = MARGIN + column * (WIDE + 1) * DOT;
      const top = MARGIN + row * (HIGH + 3) * DOT;
      return dotsOf(GLYPHS[char] ?? "").map(({ x, y }) => ({
        x: left + x * DOT,
        y: top + y * DOT,
        width: DOT,
        height: DOT,
      }));
    }),
  );
}

function dotsOf(glyph: string): { x: number; y: number }[] {
  return [...glyph].flatMap((bits, y) =>
    Array.from({ length: WIDE }, (_, x) => x)
      .filter((x) => Number(bits) & (1 << (WIDE - 1 - x)))
      .map((x) => ({ x, y })),
  );
}
