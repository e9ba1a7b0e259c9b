import { badRequest, invalid } from "./faults.ts";
import { type BoundParameter, boundParameter, type SqlParameter } from "./parameters.ts";

/** What must be passed over whole: strings, quoted names, dollar quotes, comments, casts; or a parameter; or an end. */
const TOKEN =
  /[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|::|:(\w+)|;/g;

/**
 * A statement with named parameters as PostgreSQL takes it. Each parameter is cast to the type the Data API sends it
 * as, so that PostgreSQL casts no further than it would for the real one.
 */
export function bind(sql: string, parameters: readonly SqlParameter[]): { text: string; values: unknown[] } {
  if (sql.length > 65_536) {
    throw invalid(
      "1 validation error detected: Value at 'sql' failed to satisfy constraint: Member must have length less than or equal to 65536",
    );
  }
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const bound = new Map<string, BoundParameter & { position: number }>();
  let ended = false;
  let last = 0;
  let text = "";
  for (const token of sql.matchAll(TOKEN)) {
    const between = sql.slice(last, token.index);
    last = token.index + token[0].length;
    const comment = token[0].startsWith("--") || token[0].startsWith("/*");
    if (ended && (between.trim() !== "" || !(comment || token[0] === ";"))) throw multistatement();
    text += between;
    const name = token[2];
    if (token[0] === ";") ended = true;
    else if (name === undefined) text += token[0];
    else {
      let parameter = bound.get(name);
      if (!parameter) {
        const value = given.get(name);
        if (!value) throw badRequest(`Cannot find parameter: ${name}`);
        parameter = { ...boundParameter(value), position: bound.size + 1 };
        bound.set(name, parameter);
      }
      text += `$${parameter.position}${parameter.cast}`;
    }
  }
  const rest = sql.slice(last);
  if (ended && rest.trim() !== "") throw multistatement();
  return { text: text + rest, values: [...bound.values()].map((parameter) => parameter.value) };
}

const multistatement = () => invalid("Multistatements aren't supported.");
