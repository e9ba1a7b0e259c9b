import { expect, test } from "vitest";
import { mappedEntries } from "./catalog.ts";

const entities = (...entries: Parameters<typeof mappedEntries>[1]) =>
  mappedEntries("locations", entries).map((outcome) => outcome.outcome === "entity" && outcome.entity);

test("a location is one, however often the mapping names it, and titled as its customers chose it", () => {
  expect(entities(["4|Frankfurt am Main", "fra1"], ["DE", "fra1"], ["none", null], ["fra1", "fra1"])).toEqual([
    { name: "fra1", title: "Frankfurt am Main", country: null },
  ]);
});

test("one that is here already is bound to, also where an endpoint names it alone", () => {
  expect(entities(["4|Frankfurt", { existing: "fra1" }], ["fra1", "fra1"])).toEqual([{ existing: "fra1" }]);
  expect(entities(["fra1", "fra1"], ["4|Frankfurt", { existing: "fra1" }])).toEqual([{ existing: "fra1" }]);
});
