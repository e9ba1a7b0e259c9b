/** One table as the layout files describe it. */
export interface Column {
  name: string;
  /** As MySQL writes it: `decimal(16,2)`, `enum('a','b')`. */
  type: string;
  nullable: boolean;
  auto: boolean;
  /** Without quotes; undefined: none. */
  default: string | undefined;
}

export interface Table {
  name: string;
  /** Empty: it has none. */
  primary: readonly string[];
  columns: readonly Column[];
  /** `columns` may carry lengths: `email(64)`. */
  keys: readonly { name: string; unique: boolean; columns: readonly string[] }[];
  engine: "InnoDB" | "MyISAM";
  charset: "utf8" | "utf8mb4" | "latin1";
  collation: string;
}

/** Reads a layout file; its first lines say how it is written. */
export function parseLayout(text: string): Table[] {
  return text
    .split(/\n{2,}/)
    .map((block) => block.split("\n").filter((line) => line !== "" && !line.startsWith("#")))
    .filter((lines) => lines.length > 0)
    .map(parseTable);
}

function parseTable([head = "", ...lines]: string[]): Table {
  const [name = "", primary = "primary=id"] = head.split(" ");
  const isKey = (line: string) => /^ {2}(key|unique) \S+ \S+$/.test(line);
  const columns = lines.filter((line) => !isKey(line)).map((line) => line.trim());
  const keys = lines.filter(isKey).map((line) => line.trim().split(" "));
  return {
    name,
    primary: primary.slice("primary=".length).split("+"),
    columns: columns.join(" ").split(", ").map(parseColumn),
    keys: keys.map(([kind, key = "", of = ""]) => ({ name: key, unique: kind === "unique", columns: of.split("+") })),
    engine: "InnoDB",
    charset: "utf8",
    collation: "utf8_unicode_ci",
  };
}

const COLUMN =
  /^(?<name>\S+) (?<type>enum\(.*?\)(?= |$)|\S+(?: unsigned)?)(?<null> null)?(?<auto> auto)?(?: =(?<fallback>.*))?$/;

function parseColumn(text: string): Column {
  const { name, type, null: nullable, auto, fallback } = COLUMN.exec(text)?.groups ?? {};
  if (!name || !type) throw new Error(`not a column: ${text}`);
  return { name, type, nullable: !!nullable, auto: !!auto, default: defaultOf(type, fallback) };
}

function defaultOf(type: string, text: string | undefined): string | undefined {
  if (text === "''") return "";
  if (text !== "zero") return text;
  return type === "date" ? "0000-00-00" : "0000-00-00 00:00:00";
}
