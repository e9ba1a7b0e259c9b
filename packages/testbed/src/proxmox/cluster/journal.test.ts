import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Collection, Journal } from "./journal.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "journal-"));
  file = join(folder, "state");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was committed is there again, changed and deleted as it was; what was not is lost", () => {
  const journal = new Journal(file);
  const vms = new Collection<{ cores: number }>("vm", journal);
  vms.put(101, { cores: 1 });
  vms.put(102, { cores: 1 });
  journal.commit();
  vms.put(101, { cores: 2 });
  vms.delete(102);
  journal.commit();
  vms.put(103, { cores: 1 });
  const again = new Collection<{ cores: number }>("vm", new Journal(file));
  expect(again.values()).toEqual([{ cores: 2 }]);
});

test("records of one kind do not show up among another's", () => {
  const journal = new Journal(file);
  new Collection("vm", journal).put("a", 1);
  new Collection("task", journal).put("a", 2);
  journal.close();
  expect(new Collection("task", new Journal(file)).values()).toEqual([2]);
});

test("the file does not grow without end, and is whole after it was rewritten", () => {
  const journal = new Journal(file);
  const vms = new Collection<string>("vm", journal);
  const large = "x".repeat(512 * 1024);
  for (let round = 0; round < 40; round += 1) {
    vms.put(round % 2, `${round} ${large}`);
    journal.commit();
  }
  expect(statSync(file).size).toBeLessThan(10 * 1024 * 1024);
  expect(readdirSync(folder)).toEqual(["state"]);
  const again = new Collection<string>("vm", new Journal(file));
  expect(again.values().map((text) => text.slice(0, 2))).toEqual(["38", "39"]);
});

test("without a file nothing is kept, and nothing breaks", () => {
  const journal = new Journal();
  new Collection("vm", journal).put("a", 1);
  journal.close();
  expect(journal.isEmpty).toBe(true);
});
