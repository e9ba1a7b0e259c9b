import { expect, test } from "vitest";
import { handlers } from "./api/index.ts";
import { document, methodTable } from "./docs.ts";

test("docs/testbed-proxmox.md lists the covered methods (node …/docs.ts --write brings it up to date)", () => {
  const { is, should } = document();
  expect(is).toBe(should);
});

test("every covered method is in the table", () => {
  const table = methodTable();
  for (const key of Object.keys(handlers)) expect(table).toContain(`\`${key.split(" ")[1]}\``);
});
