import { expect, test } from "vitest";
import type { FirewallRule } from "../proxmox/answers.ts";
import { isCustomers, render } from "./customer-rules.ts";
import { nextChange, type RuleChange } from "./replace-rules.ts";

type Decision = "ACCEPT" | "DROP";
interface Kept {
  type: string;
  action: string;
  comment: string;
  enable: number;
  proto?: string;
  dport?: string;
  sport?: string;
}

/** Proxmox's list: a new rule is put first; a moved one goes before the one that is at `to`. */
function after(list: Kept[], change: RuleChange): Kept[] {
  switch (change.do) {
    case "create": {
      const { proto, dport, source, dest, ...rule } = change.rule;
      const given = Object.entries({ proto, dport, source, dest }).filter(([, value]) => value !== undefined);
      return [{ ...rule, ...Object.fromEntries(given), enable: 0 }, ...list];
    }
    case "move": {
      const [moved] = list.slice(change.pos, change.pos + 1);
      const rest = list.toSpliced(change.pos, 1);
      return moved ? rest.toSpliced(change.to > change.pos ? change.to - 1 : change.to, 0, moved) : list;
    }
    case "enable":
      return list.map((rule, pos) => (pos === change.pos ? { ...rule, enable: 1 } : rule));
    case "remove":
      return list.toSpliced(change.pos, 1);
  }
}
const placed = (list: Kept[]): FirewallRule[] => list.map((rule, pos) => ({ ...rule, pos }));

/** Rules on single ports are enough to tell lists apart: packets are ports. */
const PORTS = ["1", "2", "3"];
const rulesOf = (list: readonly (readonly [port: string, action: "accept" | "drop"])[]) =>
  render({
    default_in: "accept",
    default_out: "accept",
    rules: list.map(([port, action]) => ({
      direction: "in" as const,
      protocol: "tcp" as const,
      ports: port === "any" ? [] : [port],
      sources: [],
      destinations: [],
      action,
    })),
  });
const decide = (list: Kept[], port: string, otherwise: Decision): string =>
  list.find((rule) => rule.enable === 1 && (rule.dport === undefined || rule.dport === port))?.action ?? otherwise;

/** Every list on the way, the defaults changing before the first removal as `replaceRules` does it. */
function way(from: Kept[], wanted: ReturnType<typeof rulesOf>, defaults: [Decision, Decision]) {
  const states = [{ list: from, otherwise: defaults[0] }];
  let [otherwise] = defaults;
  let list = from;
  for (;;) {
    const change = nextChange(placed(list), wanted);
    if (change === undefined || change.do === "remove") {
      otherwise = defaults[1];
      states.push({ list, otherwise });
    }
    if (!change) return states;
    if (states.length > 200) throw new Error("it goes round in circles");
    list = after(list, change);
    states.push({ list, otherwise });
  }
}
const standing = (list: ReturnType<typeof rulesOf>): Kept[] =>
  list.map(({ type, action, proto, dport, comment }) => ({
    type,
    action,
    comment,
    enable: 1,
    ...(proto ? { proto } : {}),
    ...(dport ? { dport } : {}),
  }));

const staff: Kept = { type: "in", action: "DROP", proto: "tcp", dport: "3", enable: 1, comment: "abuse 4711" };

/** A seeded source of numbers, so that a failure can be repeated (mulberry32). */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
function listBy(next: (below: number) => number) {
  return rulesOf(
    Array.from({ length: next(5) }, () => [["any", ...PORTS][next(4)] ?? "any", next(2) ? "accept" : "drop"] as const),
  );
}

test("on the way each packet meets the old decision or the new one, wherever it breaks off", () => {
  for (let seed = 0; seed < 300; seed++) {
    const next = numbers(seed);
    const [old, wanted] = [listBy(next), listBy(next)];
    const defaults: [Decision, Decision] = [next(2) ? "ACCEPT" : "DROP", next(2) ? "ACCEPT" : "DROP"];
    const others = next(2) ? [staff] : [];
    const from = [...others, ...standing(old)];
    const to = [...others, ...standing(wanted)];
    const states = way(from, wanted, defaults);
    expect({ seed, list: states.at(-1)?.list }).toEqual({ seed, list: to });
    for (const [step, { list, otherwise }] of states.entries()) {
      for (const port of PORTS)
        expect(
          [decide(from, port, defaults[0]), decide(to, port, defaults[1])],
          `seed ${seed}, step ${step}, port ${port}`,
        ).toContain(decide(list, port, otherwise));
      // Broken off here, it arrives all the same.
      expect({ seed, step, list: way(list, wanted, [otherwise, defaults[1]]).at(-1)?.list }).toEqual({
        seed,
        step,
        list: to,
      });
    }
  }
});

test("the same list again changes nothing", () => {
  const list = rulesOf([
    ["1", "accept"],
    ["any", "drop"],
  ]);
  expect(nextChange(placed([staff, ...standing(list)]), list)).toBeUndefined();
});

test("an added rule at the end of a list keeps nothing of the old one from being asked meanwhile", () => {
  const shorter = rulesOf([["1", "accept"]]);
  const longer = rulesOf([
    ["1", "accept"],
    ["2", "drop"],
  ]);
  expect(way(standing(longer), shorter, ["ACCEPT", "ACCEPT"]).at(-1)?.list).toEqual(standing(shorter));
});

test("rules that staff have put between ours or below them end up above, untouched", () => {
  const list = rulesOf([
    ["1", "accept"],
    ["2", "accept"],
  ]);
  const [first, second] = standing(list);
  if (!first || !second) throw new Error("two rules were rendered");
  for (const mixed of [
    [first, staff, second],
    [first, second, staff],
    [staff, second, first],
  ])
    expect(way(mixed, list, ["ACCEPT", "ACCEPT"]).at(-1)?.list).toEqual([staff, first, second]);
});

test("a rule that somebody changed is made anew before it goes", () => {
  const list = rulesOf([["1", "accept"]]);
  const changed = standing(list).map((rule) => ({ ...rule, sport: "7" }));
  expect(nextChange(placed(changed), list)).toMatchObject({ do: "create" });
  expect(way(changed, list, ["DROP", "DROP"]).at(-1)?.list).toEqual(standing(list));
});

test("IPv4 and IPv6 in one rule become two; ranges are written with a colon", () => {
  const rule = {
    direction: "in" as const,
    protocol: "tcp" as const,
    ports: ["22", "8000-8100"],
    sources: ["192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32"],
    destinations: [],
    action: "accept" as const,
  };
  const rendered = render({ rules: [rule], default_in: "drop", default_out: "accept" });
  expect(rendered).toMatchObject([
    { type: "in", action: "ACCEPT", proto: "tcp", dport: "22,8000:8100", source: "192.0.2.0/24,198.51.100.7/32" },
    { source: "2001:db8::/32", comment: "hostwright: customer rule 2" },
  ]);
  expect(placed(standing(rendered)).every(isCustomers)).toBe(true);
});
