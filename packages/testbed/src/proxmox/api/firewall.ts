import { createHash } from "node:crypto";
import type { Datacenter, FirewallConfig, FirewallRule, Options } from "../cluster/model.ts";
import { failure, parameterFailure } from "../failure.ts";
import { contract, propertySchema } from "../schema/contract.ts";
import { FormatError, splitList } from "../schema/format.ts";
import { addressListVersion } from "../schema/formats-firewall.ts";
import type { Call, Handler, Handlers } from "./call.ts";

/** Where a firewall's configuration is kept: of the cluster or of one VM. */
export interface Scope {
  prefix: string;
  kind: "cluster" | "vm";
  load: (call: Call) => FirewallConfig;
  save: (call: Call, config: FirewallConfig) => void;
}

export const digestOf = (value: unknown) => createHash("sha1").update(JSON.stringify(value)).digest("hex");

/** @throws Failure when the client has seen another state (PVE/Tools.pm, assert_if_modified) */
export function assertUnmodified(call: Call, value: unknown): void {
  const given = call.parameters.text("digest");
  if (given !== undefined && given !== digestOf(value))
    throw failure("detected modified configuration - file changed by other user? Try again.");
}

const RULE_KEYS = "action comment dest dport enable icmp-type iface log macro proto source sport type".split(" ");

function typed(key: string, name: string, text: string): string | number {
  const type = propertySchema(contract[key]?.parameters.properties ?? {}, name)?.type;
  return type === "integer" || type === "boolean" ? Number(text) : text;
}

function copyRule(call: Call, rule: FirewallRule): void {
  for (const name of RULE_KEYS) {
    const text = call.parameters.text(name);
    if (text === undefined) continue;
    if (text === "" || text === "-") delete rule[name];
    else rule[name] = name === "enable" ? Number(text) : text;
  }
}

/** Rules across the values of one firewall rule (PVE/Firewall.pm, verify_rule). @throws Failure 400 */
function verifyRule(rule: FirewallRule, own: FirewallConfig, cluster: Datacenter, kind: Scope["kind"]): void {
  const refuse = (name: string, text: string): never => {
    throw parameterFailure({ [name]: text });
  };
  const { type, action, proto } = rule;
  if (!type) refuse("type", "missing property");
  if (!action) refuse("action", "missing property");
  if (type === "forward" && kind === "vm") refuse("type", "invalid rule type 'forward' for rule_env 'vm'");
  if (type === "forward" && action === "REJECT") refuse("action", "cannot define REJECT rules on forward chain");
  if (type !== "group" && !/^(ACCEPT|DROP|REJECT)$/.test(String(action)))
    refuse("action", `unknown action '${action}'`);
  if (kind === "vm" && rule.iface !== undefined && !/^net\d+$/.test(String(rule.iface)))
    refuse("iface", "value does not match the regex pattern 'net\\d+'");
  for (const port of ["dport", "sport"]) {
    if (rule[port] === undefined) continue;
    if (!proto) refuse("proto", `missing property - '${port}' requires this property`);
    if (!/^(udp|17|udplite|136|tcp|6|dccp|33|sctp|132)$/.test(String(proto)) && !(port === "dport" && isIcmp(proto)))
      refuse(port, `protocol '${proto}' does not support ports`);
  }
  if (rule["icmp-type"] !== undefined && !isIcmp(proto))
    refuse("proto", "missing property - 'icmp-type' requires this property");
  for (const side of ["source", "dest"]) {
    const text = rule[side] === undefined ? undefined : String(rule[side]);
    if (text === undefined) continue;
    try {
      addressListVersion(text);
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      refuse(side, error.message);
    }
    const set = /^\+(?:guest\/|dc\/|sdn\/)?([A-Za-z][A-Za-z0-9\-_]+)$/.exec(text)?.[1];
    if (set && !own.ipsets[set] && !cluster.ipsets[set]) refuse(side, `no such ipset '${set}'`);
    const alias = /^(?:guest\/|dc\/)?([A-Za-z][A-Za-z0-9\-_]+)$/.exec(text)?.[1]?.toLowerCase();
    if (alias && !own.aliases[alias] && !cluster.aliases[alias]) refuse(side, `no such alias '${text}'`);
  }
}

const isIcmp = (proto: string | number | undefined) => /^(icmp|1|icmpv6|ipv6-icmp|58)$/.test(String(proto ?? ""));

interface RuleList {
  prefix: string;
  kind: Scope["kind"];
  own: (call: Call) => FirewallConfig;
  load: (call: Call) => FirewallRule[];
  save: (call: Call, rules: FirewallRule[]) => void;
}

/** The methods of a list of rules; a new rule is put first. */
export function ruleHandlers(list: RuleList): Handlers {
  const at = (call: Call, rules: FirewallRule[]): [number, FirewallRule] => {
    const position = call.parameters.number("pos") ?? 0;
    const rule = rules[position];
    if (!rule) throw failure(`no rule at position ${position}`);
    return [position, rule];
  };
  const verify = (call: Call, rule: FirewallRule) => verifyRule(rule, list.own(call), call.cluster.firewall, list.kind);
  const create: Handler = (call) => {
    const rule: FirewallRule = {};
    copyRule(call, rule);
    verify(call, rule);
    rule.enable ??= 0;
    list.save(call, [rule, ...list.load(call)]);
    return null;
  };
  const update: Handler = (call) => {
    const rules = list.load(call);
    assertUnmodified(call, rules);
    const [position, rule] = at(call, rules);
    const moveto = call.parameters.number("moveto");
    if (moveto !== undefined && moveto !== position) {
      const rest = rules.toSpliced(position, 1);
      const target = moveto > position ? moveto - 1 : moveto;
      list.save(call, rest.toSpliced(Math.min(target, rest.length), 0, rule));
      return null;
    }
    const changed = { ...rule };
    copyRule(call, changed);
    for (const name of splitList(call.parameters.text("delete"))) delete changed[name];
    verify(call, changed);
    list.save(call, rules.with(position, changed));
    return null;
  };
  return {
    [`GET ${list.prefix}`]: (call) => {
      const rules = list.load(call);
      return rules.map((rule, pos) => ({ ...rule, pos, digest: digestOf(rules) }));
    },
    [`POST ${list.prefix}`]: create,
    [`GET ${list.prefix}/{pos}`]: (call) => {
      const rules = list.load(call);
      const [pos, rule] = at(call, rules);
      return { ...rule, pos, digest: digestOf(rules) };
    },
    [`PUT ${list.prefix}/{pos}`]: update,
    [`DELETE ${list.prefix}/{pos}`]: (call) => {
      const rules = list.load(call);
      assertUnmodified(call, rules);
      const [position] = at(call, rules);
      list.save(call, rules.toSpliced(position, 1));
      return null;
    },
  };
}

export function optionHandlers(scope: Scope): Handlers {
  const key = `PUT ${scope.prefix}/options`;
  return {
    [`GET ${scope.prefix}/options`]: (call) => {
      const { options } = scope.load(call);
      return { ...options, digest: digestOf(options) };
    },
    [key]: (call) => {
      const config = scope.load(call);
      assertUnmodified(call, config.options);
      const options: Options = { ...config.options };
      for (const name of splitList(call.parameters.text("delete"))) delete options[name];
      for (const name of Object.keys(call.parameters.all))
        if (!["delete", "digest", "node", "vmid"].includes(name))
          options[name] = typed(key, name, call.parameters.required(name));
      scope.save(call, { ...config, options });
      return null;
    },
  };
}
