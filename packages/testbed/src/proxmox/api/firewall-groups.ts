import { failure, parameterFailure } from "../failure.ts";
import type { Call, Handlers } from "./call.ts";
import { assertUnmodified, digestOf, ruleHandlers } from "./firewall.ts";

const prefix = "/cluster/firewall/groups";

/** @throws Failure where there is none */
function groupOf({ cluster, parameters }: Call) {
  const name = parameters.required("group");
  const group = cluster.firewall.groups[name];
  if (!group) throw failure(`no such security group '${name}'`);
  return { name, group };
}

function save({ cluster }: Call, groups: Call["cluster"]["firewall"]["groups"]): void {
  cluster.datacenter.put("firewall", { ...cluster.firewall, groups });
}

const rules = ruleHandlers({
  prefix: `${prefix}/{group}`,
  kind: "cluster",
  own: ({ cluster }) => cluster.firewall,
  load: (call) => groupOf(call).group.rules,
  save: (call, list) => {
    const { name, group } = groupOf(call);
    save(call, { ...call.cluster.firewall.groups, [name]: { ...group, rules: list } });
  },
});

/** Security groups: named lists of rules that VMs refer to (API2/Firewall/Groups.pm). */
export const groupHandlers: Handlers = {
  ...rules,
  [`GET ${prefix}`]: ({ cluster }) => {
    const { groups } = cluster.firewall;
    return Object.entries(groups).map(([group, { comment }]) => ({
      group,
      digest: digestOf(groups),
      ...(comment === undefined ? {} : { comment }),
    }));
  },
  [`POST ${prefix}`]: (call) => {
    const { groups } = call.cluster.firewall;
    const name = call.parameters.required("group");
    const rename = call.parameters.text("rename");
    const comment = call.parameters.text("comment");
    const old = rename === undefined ? undefined : groups[rename];
    if (rename !== undefined && !old) throw parameterFailure({ group: `Security group '${rename}' does not exist` });
    if (old) assertUnmodified(call, groups);
    if (groups[name] && name !== rename) throw parameterFailure({ group: `Security group '${name}' already exists` });
    const rest = Object.fromEntries(Object.entries(groups).filter(([key]) => key !== rename));
    save(call, { ...rest, [name]: { rules: old?.rules ?? [], ...(comment === undefined ? {} : { comment }) } });
    return null;
  },
  [`DELETE ${prefix}/{group}`]: (call) => {
    const { name, group } = groupOf(call);
    if (group.rules.length > 0) throw failure(`Security group '${name}' is not empty`);
    const { [name]: _gone, ...rest } = call.cluster.firewall.groups;
    save(call, rest);
    return null;
  },
};
