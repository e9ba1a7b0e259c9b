import type { FirewallConfig } from "../cluster/model.ts";
import { failure, parameterFailure } from "../failure.ts";
import type { Call, Handlers } from "./call.ts";
import { assertUnmodified, digestOf, type Scope } from "./firewall.ts";

/** Address sets (API2/Firewall/IPSet.pm). */
export function ipsetHandlers(scope: Scope): Handlers {
  const at = `${scope.prefix}/ipset`;
  const setOf = (call: Call, config: FirewallConfig) => {
    const name = call.parameters.required("name");
    const set = config.ipsets[name];
    if (!set) throw failure(`no such IPSet '${name}'`);
    return { name, set };
  };
  const save = (call: Call, config: FirewallConfig, name: string, set: FirewallConfig["ipsets"][string]) =>
    scope.save(call, { ...config, ipsets: { ...config.ipsets, [name]: set } });
  const entryOf = (call: Call, set: FirewallConfig["ipsets"][string]) => {
    const index = set.entries.findIndex((entry) => entry.cidr === call.parameters.required("cidr"));
    const entry = set.entries[index];
    if (!entry) throw parameterFailure({ cidr: "no such IP/Network" });
    return { index, entry };
  };
  const fields = ({ parameters }: Call) => {
    const comment = parameters.text("comment");
    return {
      ...(parameters.text("nomatch") === undefined ? {} : { nomatch: Number(parameters.flag("nomatch")) }),
      ...(comment === undefined ? {} : { comment }),
    };
  };
  return {
    [`GET ${at}`]: (call) =>
      Object.entries(scope.load(call).ipsets).map(([name, set]) => ({
        name,
        digest: digestOf(set),
        ...(set.comment === undefined ? {} : { comment: set.comment }),
      })),
    [`POST ${at}`]: (call) => {
      const config = scope.load(call);
      const name = call.parameters.required("name");
      const rename = call.parameters.text("rename");
      const comment = call.parameters.text("comment");
      const old = rename === undefined ? undefined : config.ipsets[rename];
      if (rename !== undefined && !old) throw parameterFailure({ name: `IPSet '${rename}' does not exist` });
      if (old) assertUnmodified(call, old);
      if (config.ipsets[name] && name !== rename)
        throw parameterFailure({
          name: `IPSet '${name}' ${rename === undefined ? "already exists" : "does already exist"}`,
        });
      const ipsets = { ...config.ipsets };
      if (rename !== undefined) delete ipsets[rename];
      ipsets[name] = { entries: old?.entries ?? [], ...(comment === undefined ? {} : { comment }) };
      scope.save(call, { ...config, ipsets });
      return null;
    },
    [`GET ${at}/{name}`]: (call) => {
      const { set } = setOf(call, scope.load(call));
      return set.entries.map((entry) => ({ ...entry, digest: digestOf(set.entries) }));
    },
    [`POST ${at}/{name}`]: (call) => {
      const config = scope.load(call);
      const { name, set } = setOf(call, config);
      const cidr = call.parameters.required("cidr");
      if (set.entries.some((entry) => entry.cidr === cidr))
        throw parameterFailure({ cidr: `address '${cidr}' already exists` });
      if (/\/0+$/.test(cidr)) throw parameterFailure({ cidr: "a zero prefix is not allowed in ipset entries" });
      save(call, config, name, { ...set, entries: [{ cidr, ...fields(call) }, ...set.entries] });
      return null;
    },
    [`DELETE ${at}/{name}`]: (call) => {
      const config = scope.load(call);
      const { name, set } = setOf(call, config);
      if (set.entries.length > 0 && !call.parameters.flag("force")) throw failure(`IPSet '${name}' is not empty`);
      const { [name]: _gone, ...ipsets } = config.ipsets;
      scope.save(call, { ...config, ipsets });
      return null;
    },
    [`GET ${at}/{name}/{cidr}`]: (call) => {
      const { set } = setOf(call, scope.load(call));
      return { ...entryOf(call, set).entry, digest: digestOf(set.entries) };
    },
    [`PUT ${at}/{name}/{cidr}`]: (call) => {
      const config = scope.load(call);
      const { name, set } = setOf(call, config);
      assertUnmodified(call, set.entries);
      const { index, entry } = entryOf(call, set);
      save(call, config, name, { ...set, entries: set.entries.with(index, { cidr: entry.cidr, ...fields(call) }) });
      return null;
    },
    [`DELETE ${at}/{name}/{cidr}`]: (call) => {
      const config = scope.load(call);
      const { name, set } = setOf(call, config);
      assertUnmodified(call, set.entries);
      const { index } = entryOf(call, set);
      save(call, config, name, { ...set, entries: set.entries.toSpliced(index, 1) });
      return null;
    },
  };
}

/** Names for addresses (API2/Firewall/Aliases.pm); names are looked up without regard to case. */
export function aliasHandlers(scope: Scope): Handlers {
  const at = `${scope.prefix}/aliases`;
  const aliasOf = (call: Call) => {
    const { aliases } = scope.load(call);
    const key = call.parameters.required("name").toLowerCase();
    const alias = aliases[key];
    if (!alias) throw parameterFailure({ name: "no such alias" });
    return { key, alias, aliases };
  };
  const commentOf = ({ parameters }: Call) => {
    const comment = parameters.text("comment");
    return comment === undefined ? {} : { comment };
  };
  return {
    [`GET ${at}`]: (call) => {
      const { aliases } = scope.load(call);
      return Object.values(aliases).map((alias) => ({ ...alias, digest: digestOf(aliases) }));
    },
    [`POST ${at}`]: (call) => {
      const config = scope.load(call);
      const name = call.parameters.required("name");
      if (config.aliases[name.toLowerCase()]) throw parameterFailure({ name: `alias '${name}' already exists` });
      const alias = { name, cidr: call.parameters.required("cidr"), ...commentOf(call) };
      scope.save(call, { ...config, aliases: { ...config.aliases, [name.toLowerCase()]: alias } });
      return null;
    },
    [`GET ${at}/{name}`]: (call) => {
      const { alias, aliases } = aliasOf(call);
      return { ...alias, digest: digestOf(aliases) };
    },
    [`PUT ${at}/{name}`]: (call) => {
      const { key, alias, aliases } = aliasOf(call);
      assertUnmodified(call, aliases);
      const rename = call.parameters.text("rename");
      const renamed = rename !== undefined && rename.toLowerCase() !== key;
      if (renamed && aliases[rename.toLowerCase()])
        throw parameterFailure({ name: `alias '${rename}' already exists` });
      const { [key]: _old, ...rest } = aliases;
      const name = rename ?? alias.name;
      const next = { name, cidr: call.parameters.required("cidr"), ...commentOf(call) };
      scope.save(call, { ...scope.load(call), aliases: { ...rest, [name.toLowerCase()]: next } });
      return null;
    },
    [`DELETE ${at}/{name}`]: (call) => {
      const { key, aliases } = aliasOf(call);
      assertUnmodified(call, aliases);
      const { [key]: _gone, ...rest } = aliases;
      scope.save(call, { ...scope.load(call), aliases: rest });
      return null;
    },
  };
}
