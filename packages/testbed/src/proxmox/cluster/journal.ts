import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";

/** One kept record: its collection, its key and its value; without a value it is gone. */
type Entry = [collection: string, key: string, value?: unknown];

/** Rewritten when it has grown past this many bytes and four times what is alive. */
const COMPACT_AT = 8 * 1024 * 1024;

/**
 * Keeps records in a file that a kill at any moment leaves whole: each commit is one line, appended in one write, and a
 * torn last line is not read. Without a file it keeps nothing.
 */
export class Journal {
  #dirty = new Map<string, Entry>();
  #live = new Map<string, Entry>();
  #file: string | undefined;
  #handle: number | undefined;
  #written = 0;
  #compacted = 0;

  constructor(file?: string) {
    this.#file = file;
    if (!file) return;
    if (existsSync(file)) this.#read(readFileSync(file, "utf8"));
    this.#compact(file);
  }

  get isEmpty(): boolean {
    return this.#live.size === 0;
  }

  entries(collection: string): [string, unknown][] {
    return [...this.#live.values()].filter((entry) => entry[0] === collection).map((entry) => [entry[1], entry[2]]);
  }

  record(entry: Entry): void {
    if (this.#file) this.#dirty.set(`${entry[0]}\n${entry[1]}`, entry);
  }

  /** Writes what was recorded since the last commit. */
  commit(): void {
    if (this.#dirty.size === 0 || this.#handle === undefined || !this.#file) return;
    const entries = [...this.#dirty.values()];
    this.#dirty.clear();
    this.#apply(entries);
    const line = `${JSON.stringify(entries)}\n`;
    writeSync(this.#handle, line);
    this.#written += line.length;
    if (this.#written > COMPACT_AT && this.#written > 4 * this.#compacted) this.#compact(this.#file);
  }

  close(): void {
    this.commit();
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = undefined;
  }

  #apply(entries: Entry[]): void {
    for (const entry of entries) {
      const key = `${entry[0]}\n${entry[1]}`;
      if (entry[2] === undefined) this.#live.delete(key);
      else this.#live.set(key, entry);
    }
  }

  #read(text: string): void {
    const lines = text.split("\n");
    // What follows the last newline was torn off in the middle of a write.
    lines.pop();
    for (const line of lines) this.#apply(JSON.parse(line));
  }

  #compact(file: string): void {
    const text = `${JSON.stringify([...this.#live.values()])}\n`;
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
    if (this.#handle !== undefined) closeSync(this.#handle);
    this.#handle = openSync(file, "a");
    this.#written = text.length;
    this.#compacted = text.length;
  }
}

/** Records of one kind by key, kept in a journal. After changing a record in place, `put` it again. */
export class Collection<T> {
  #items = new Map<string, T>();
  #journal: Journal;
  readonly name: string;
  /** Counts changes, for those who keep something worked out from the records. */
  version = 0;

  constructor(name: string, journal: Journal) {
    this.name = name;
    this.#journal = journal;
    // The journal holds what this collection wrote there, and nothing else writes it.
    for (const [key, value] of journal.entries(name)) this.#items.set(key, value as T);
  }

  get size(): number {
    return this.#items.size;
  }

  get(key: string | number): T | undefined {
    return this.#items.get(String(key));
  }

  has(key: string | number): boolean {
    return this.#items.has(String(key));
  }

  values(): T[] {
    return [...this.#items.values()];
  }

  put(key: string | number, value: T): void {
    this.version += 1;
    this.#items.set(String(key), value);
    this.#journal.record([this.name, String(key), value]);
  }

  delete(key: string | number): void {
    this.version += 1;
    if (this.#items.delete(String(key))) this.#journal.record([this.name, String(key)]);
  }
}
