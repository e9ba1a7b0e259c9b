import { expect, test } from "vitest";
import { readSnapshot } from "./invoice-snapshot.ts";

const ada = { firstname: "Ada", lastname: "Lovelace", companyname: "", address1: "St James's Sq 12", city: "London" };
const at = { ...ada, address2: "", state: "", postcode: "", country: "GB", tax_id: "GB123" };

test("reads JSON, as WHMCS 7 and 8 write it", () => {
  const stored = JSON.stringify({ ...ada, countrycode: "GB", country: "GB", tax_id: "GB123", customfields1: null });
  const fields = JSON.stringify([{ id: 4, fieldname: "Cost centre", value: "C-7" }]);
  expect(readSnapshot(stored, fields)).toEqual({ ...at, fields: [{ name: "Cost centre", value: "C-7" }] });
  expect(readSnapshot(stored, "[]")).toEqual({ ...at, fields: [] });
});

test("reads what PHP serialised, as versions before did", () => {
  const stored =
    'a:6:{s:9:"firstname";s:3:"Ada";s:8:"lastname";s:8:"Lovelace";s:8:"address1";s:16:"St James\'s Sq 12";s:4:"city";s:6:"London";s:7:"country";s:2:"GB";s:6:"tax_id";s:5:"GB123";}';
  const fields = 'a:1:{i:0;a:3:{s:2:"id";s:1:"4";s:9:"fieldname";s:11:"Cost centre";s:5:"value";s:3:"C-7";}}';
  expect(readSnapshot(stored, fields)).toEqual({ ...at, fields: [{ name: "Cost centre", value: "C-7" }] });
  expect(readSnapshot(stored, "a:0:{}")).toEqual({ ...at, fields: [] });
});

test.each([
  ["cut off", JSON.stringify(ada).slice(0, 40), "[]"],
  ["empty", "", "[]"],
  ["nobody's", "{}", "[]"],
  ["with fields cut off", JSON.stringify(ada), '[{"id":4,"fieldn'],
])("says that one that is %s is damaged", (_what, stored, fields) => {
  expect(readSnapshot(stored, fields)).toBeUndefined();
});
