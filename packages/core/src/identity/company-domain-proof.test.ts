import { expect, test } from "vitest";
import { unprovedOf } from "./company-domain-proof.ts";

const records: Record<string, string[][]> = {
  "_hostwright.ours.example": [["v=spf1 -all"], ["hostwright-tenant=", "ten_1"]],
  "_hostwright.theirs.example": [["hostwright-tenant=ten_2"]],
};
const lookUp = async (name: string) => {
  const found = records[name];
  if (!found) throw new Error("ENOTFOUND");
  return found;
};

test("a domain is a tenant's when its TXT record says so, and not when it says another, or nothing", async () => {
  const asked = ["ours.example", "theirs.example", "nobodys.example"];
  expect(await unprovedOf(asked, "ten_1", lookUp)).toEqual(["theirs.example", "nobodys.example"]);
});
