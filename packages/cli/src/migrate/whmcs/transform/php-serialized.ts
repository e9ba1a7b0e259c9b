/** What PHP's `serialize` writes of plain values; arrays as objects by key. Objects of classes are not read. */
export type PhpValue = string | number | boolean | null | { [key: string]: PhpValue };

/** @returns undefined where the text is not, or not wholly, what `serialize` writes */
export function readSerialized(text: string): PhpValue | undefined {
  try {
    const reader = new Reader(Buffer.from(text, "utf8"));
    const value = reader.value();
    return reader.ended ? value : undefined;
  } catch (error) {
    if (error instanceof NotSerialized) return undefined;
    throw error;
  }
}

class NotSerialized extends Error {
  override readonly name = "NotSerialized";
}

const DEPTH = 8;

/** Lengths are in bytes, so it reads bytes. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  value(depth = 0): PhpValue {
    if (depth > DEPTH) throw new NotSerialized();
    const type = this.#take(2);
    switch (type) {
      case "N;":
        return null;
      case "b:":
        return this.#until(";") === "1";
      case "i:":
      case "d:":
        return this.#number(this.#until(";"));
      case "s:": {
        const text = this.#string();
        this.#expect(";");
        return text;
      }
      case "a:":
        return this.#array(depth);
      default:
        throw new NotSerialized();
    }
  }

  #array(depth: number): PhpValue {
    const count = this.#number(this.#until(":"));
    this.#expect("{");
    const entries: [string, PhpValue][] = [];
    for (let i = 0; i < count; i++) {
      const key = this.value(DEPTH);
      if (typeof key !== "string" && typeof key !== "number") throw new NotSerialized();
      entries.push([String(key), this.value(depth + 1)]);
    }
    this.#expect("}");
    return Object.fromEntries(entries);
  }

  #string(): string {
    const length = this.#number(this.#until(":"));
    this.#expect('"');
    const text = this.#take(length);
    this.#expect('"');
    return text;
  }

  #number(text: string): number {
    const number = Number(text);
    if (text === "" || !Number.isFinite(number)) throw new NotSerialized();
    return number;
  }

  #take(length: number): string {
    const end = this.#at + length;
    if (end > this.#bytes.length || length < 0) throw new NotSerialized();
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end;
    return text;
  }

  #until(mark: string): string {
    const end = this.#bytes.indexOf(mark, this.#at);
    if (end < 0) throw new NotSerialized();
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  #expect(mark: string): void {
    if (this.#take(1) !== mark) throw new NotSerialized();
  }
}
