import type { Handlers } from "./call.ts";
import { optionHandlers, ruleHandlers, type Scope } from "./firewall.ts";
import { aliasHandlers, ipsetHandlers } from "./firewall-sets.ts";

const vm: Scope = {
  prefix: "/nodes/{node}/qemu/{vmid}/firewall",
  kind: "vm",
  // A VM that is not there has an empty firewall: only the rights on its id are checked.
  load: ({ cluster, vmid }) => cluster.vms.get(vmid)?.firewall ?? { options: {}, rules: [], ipsets: {}, aliases: {} },
  save: ({ cluster, vmid }, firewall) => {
    const found = cluster.vms.get(vmid);
    if (found) cluster.save({ ...found, firewall });
  },
};

const datacenter: Scope = {
  prefix: "/cluster/firewall",
  kind: "cluster",
  load: ({ cluster }) => cluster.firewall,
  save: ({ cluster }, firewall) => cluster.datacenter.put("firewall", { ...cluster.firewall, ...firewall }),
};

const scope = (one: Scope): Handlers => ({
  ...optionHandlers(one),
  ...ipsetHandlers(one),
  ...aliasHandlers(one),
  ...ruleHandlers({
    prefix: `${one.prefix}/rules`,
    kind: one.kind,
    own: one.load,
    load: (call) => one.load(call).rules,
    save: (call, rules) => one.save(call, { ...one.load(call), rules }),
  }),
  [`GET ${one.prefix}/refs`]: (call) => {
    const { ipsets, aliases } = one.load(call);
    const type = call.parameters.text("type");
    return [
      ...Object.keys(type === "alias" ? {} : ipsets).map((name) => ({ type: "ipset", name, ref: `+${name}` })),
      ...Object.values(type === "ipset" ? {} : aliases).map(({ name }) => ({ type: "alias", name, ref: name })),
    ];
  },
});

export const firewallHandlers: Handlers = {
  ...scope(vm),
  ...scope(datacenter),
  "GET /nodes/{node}/qemu/{vmid}/firewall": () =>
    ["rules", "aliases", "ipset", "refs", "options", "log"].map((name) => ({ name })),
  "GET /nodes/{node}/qemu/{vmid}/firewall/log": () => [{ n: 1, t: "no content" }],
  "GET /cluster/firewall": () =>
    ["rules", "options", "groups", "aliases", "ipset", "macros", "refs"].map((name) => ({ name })),
};
