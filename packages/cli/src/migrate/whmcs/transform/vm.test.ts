import { describe, expect, test } from "vitest";
import { productKind } from "./product-kind.ts";
import { adoptionOf, type ModuleVm } from "./vm.ts";

const living = { id: 5, ended: false };
const ended = { id: 5, ended: true };
const vm = (vmid: number, node: string | null = null): ModuleVm => ({ vmid, node, container: false });
const known = (module: ModuleVm[], fields: string[] = [], rivals: { id: number; ended: boolean }[] = []) => ({
  module,
  fields,
  shared: rivals.length > 0 ? { vmid: 100, services: [{ id: 5, ended: false }, ...rivals] } : undefined,
});

describe("which VM a service has", () => {
  test.each([
    ["the module's", living, known([vm(100, "pve1")]), { value: { vmid: 100, node: "pve1" } }],
    ["a field's", living, known([], [" 431 "]), { value: { vmid: 431, node: null } }],
    [
      "both alike, with the module's node",
      living,
      known([vm(100, "pve1")], ["100"]),
      { value: { vmid: 100, node: "pve1" } },
    ],
    ["none known", living, known([]), { value: null }],
    ["none made yet", living, known([vm(0)]), { value: null }],
    [
      "a rival that has ended",
      living,
      known([vm(100)], [], [{ id: 6, ended: true }]),
      { value: { vmid: 100, node: null } },
    ],
    ["given on to another", ended, known([vm(100)], [], [{ id: 6, ended: false }]), { value: null }],
    ["unreadable, of an ended service", ended, known([], ["see notes"]), { value: null }],
  ])("%s", (_what, service, from, expected) => {
    expect(adoptionOf(service, from, {})).toEqual(expected);
  });

  test.each([
    ["ambiguous_field", known([vm(100)], ["200"])],
    ["vm_id_unreadable", known([], ["see notes"])],
    ["vm_id_unreadable", known([vm(7)])],
    ["vm_claimed_twice", known([vm(100)], [], [{ id: 6, ended: false }])],
  ])("%s", (code, from) => {
    expect(adoptionOf(living, from, {})).toMatchObject({ problem: { code } });
  });

  test("the mapping decides", () => {
    const contested = known([vm(100)], [], [{ id: 6, ended: false }]);
    expect(adoptionOf(living, contested, { "6": "none" })).toEqual({ value: { vmid: 100, node: null } });
    expect(adoptionOf(living, contested, { "5": "none" })).toEqual({ value: null });
    expect(adoptionOf(living, known([]), { "5": { vmid: 900 } })).toEqual({ value: { vmid: 900, node: null } });
  });
});

describe("what a product is", () => {
  const kind = (type: string, servertype: string, as?: "server" | "legacy") => {
    const found = productKind({ id: 3, name: "P", type, servertype }, as ? { "3": { as } } : {});
    return found.is === "set_aside" ? found.problem.code : found.is;
  };
  test.each([
    ["server", "pvewhmcs", undefined, "server"],
    ["other", "ProxmoxVPS", undefined, "server"],
    ["hostingaccount", "puqProxmoxKVM", undefined, "server"],
    ["server", "shopvps", undefined, "server"],
    ["server", "", undefined, "product_unmapped"],
    ["server", "", "server", "server"],
    ["other", "somethingelse", undefined, "product_unmapped"],
    ["hostingaccount", "cpanel", undefined, "legacy"],
    ["reselleraccount", "", undefined, "legacy"],
    ["server", "solusvmpro", undefined, "platform_solusvm"],
    ["server", "solusvmpro", "server", "platform_solusvm"],
    ["server", "solusvmpro", "legacy", "legacy"],
    ["server", "virtualizor", undefined, "platform_virtualizor"],
    ["server", "puqProxmoxLXC", undefined, "container_lxc"],
  ] as const)("%s with module %j, decided %s: %s", (type, module, as, expected) => {
    expect(kind(type, module, as)).toBe(expected);
  });
});
