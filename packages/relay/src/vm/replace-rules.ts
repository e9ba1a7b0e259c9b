import type { JobContext } from "../jobs/context.ts";
import type { FirewallRule } from "../proxmox/answers.ts";
import { isCustomers, placeOf, says, type WantedRule } from "./customer-rules.ts";
import type { Vm } from "./power.ts";

export type RuleChange =
  | { do: "create"; rule: WantedRule }
  | { do: "move"; pos: number; to: number }
  | { do: "enable"; pos: number }
  | { do: "remove"; pos: number };

/**
 * The one change that comes next on the way from the rules that stand to those wanted; undefined: they stand.
 *
 * New rules are made disabled, from the last to the first, since Proxmox puts each at the top; enabled from the first to
 * the last, above the old ones; then the old ones go, from the last to the first. So every packet meets the old list's
 * decision or the new one's at any moment, wherever the work breaks off. (The defaults change before the first old rule
 * goes.) All of it stands below the rules of others, which are never touched.
 */
export function nextChange(rules: readonly FirewallRule[], wanted: readonly WantedRule[]): RuleChange | undefined {
  const others = rules.filter((rule) => !isCustomers(rule));
  const below = (others.at(-1)?.pos ?? -1) + 1;
  const above = rules.filter((rule) => isCustomers(rule) && rule.pos < below).at(-1);
  if (above) return { do: "move", pos: above.pos, to: below };

  const customers = rules.filter(isCustomers);
  const standing = standingOf(customers, wanted);
  const missing = wanted[wanted.length - standing - 1];
  if (missing) return { do: "create", rule: missing };
  const asleep = customers.slice(0, standing).find((rule) => !isEnabled(rule));
  if (asleep) return { do: "enable", pos: asleep.pos };
  const surplus = customers.slice(standing).at(-1);
  return surplus && { do: "remove", pos: surplus.pos };
}

/** How many of the wanted rules, counted from the last, stand at the top of the customer's: all, or some still disabled. */
function standingOf(customers: readonly FirewallRule[], wanted: readonly WantedRule[]): number {
  const first = customers[0] && placeOf(customers[0]);
  if (first === undefined || first < 1 || first > wanted.length) return 0;
  const tail = wanted.slice(first - 1);
  const good = tail.every((rule, index) => {
    const there = customers[index];
    return there !== undefined && says(there, rule) && (first === 1 || !isEnabled(there));
  });
  return good ? tail.length : 0;
}

const isEnabled = (rule: FirewallRule): boolean => rule.enable === 1;

/**
 * Makes these the customer's rules, looking anew before each change; a change by somebody else in between is noticed by
 * the list's digest. @param setDefaults called before the first old rule goes
 */
export async function replaceRules(
  ctx: JobContext,
  vm: Vm,
  wanted: readonly WantedRule[],
  setDefaults: () => Promise<void>,
): Promise<FirewallRule[]> {
  let defaultsSet = false;
  for (;;) {
    const rules = await ctx.read("GET /nodes/{node}/qemu/{vmid}/firewall/rules", vm);
    const change = nextChange(rules, wanted);
    if (!defaultsSet && (change === undefined || change.do === "remove")) {
      await setDefaults();
      defaultsSet = true;
    }
    if (!change) return rules;
    await apply(ctx, vm, change, rules[0]?.digest);
  }
}

async function apply(ctx: JobContext, vm: Vm, change: RuleChange, digest: string | undefined): Promise<void> {
  switch (change.do) {
    case "create":
      await ctx.write("POST /nodes/{node}/qemu/{vmid}/firewall/rules", { ...vm, ...change.rule, enable: 0, digest });
      return;
    case "move":
      await ctx.write("PUT /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}", {
        ...vm,
        pos: change.pos,
        moveto: change.to,
        digest,
      });
      return;
    case "enable":
      await ctx.write("PUT /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}", {
        ...vm,
        pos: change.pos,
        enable: 1,
        digest,
      });
      return;
    case "remove":
      await ctx.write("DELETE /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}", { ...vm, pos: change.pos, digest });
  }
}
