import type { Place } from "../source/places.ts";
import type { ChoiceSurvey, Survey } from "./survey.ts";

/** What becomes of a table, in a few words. */
export function placeText(place: Place): string {
  switch (place.place) {
    case "entities":
      return place.kinds.join(", ").replace("tenants", "clients");
    case "with":
      return `with ${place.table}${place.rest === undefined ? "" : "; the rest as legacy records"}`;
    case "legacy":
      return "legacy records, verbatim";
    case "left":
      return "left out, as the mapping says";
  }
}

const number = new Intl.NumberFormat("en");

/** The survey for people. */
export function surveyText(survey: Survey): string {
  const filled = survey.tables.filter(({ rows }) => rows > 0);
  const width = Math.max(...filled.map(({ table }) => table.length), 10);
  const empty = survey.tables.filter(({ rows }) => rows === 0).map(({ table }) => table);
  return [
    `WHMCS ${survey.version}`,
    "",
    "Tables, rows, and what becomes of them",
    ...filled.map(
      ({ table, rows, place }) => `  ${table.padEnd(width)} ${number.format(rows).padStart(12)}  ${placeText(place)}`,
    ),
    ...(empty.length > 0 ? [`  empty: ${empty.join(", ")}`] : []),
    "",
    "Options and fields of services, with what they say",
    ...survey.choices.flatMap(choiceLines),
    "",
  ].join("\n");
}

function choiceLines({ from, name, kind, services, values, distinct, products }: ChoiceSurvey): string[] {
  const said = values.slice(0, 8).map(({ text, services: count, least, most }) => {
    const range = most === undefined ? "" : ` (${least}–${most})`;
    return `${JSON.stringify(text.raw)}${range} ×${number.format(count)}`;
  });
  const more = distinct > said.length ? [`… ${number.format(distinct - said.length)} more`] : [];
  return [
    `  ${from} ${JSON.stringify(name.raw)} (${kind.replace("_", "-")}, ${number.format(services)} services, products ${products.join(", ") || "none"})`,
    ...(said.length > 0 ? [`      ${[...said, ...more].join("  ")}`] : []),
  ];
}
