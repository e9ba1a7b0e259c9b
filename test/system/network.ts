import type { Schema } from "@hostwright/sdk";
import type { TestSystem } from "../system.ts";

type Rule = Schema<"FirewallRule">;
export type Settings = Pick<Schema<"Firewall">, "rules" | "default_in" | "default_out">;

/** A rule that lets a TCP port in, unless said otherwise. */
export const rule = (port: string, change: Partial<Rule> = {}): Rule => ({
  direction: "in",
  protocol: "tcp",
  ports: [port],
  sources: [],
  destinations: [],
  action: "accept",
  description: "",
  ...change,
});
export const WEB: Settings = { rules: [rule("22"), rule("443")], default_in: "drop", default_out: "accept" };
export const MAIL: Settings = { rules: [rule("25")], default_in: "drop", default_out: "drop" };

const at = (id: string) => ({ params: { path: { id } } });
function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

export const setFirewall = async (system: TestSystem, id: string, body: Settings): Promise<string> =>
  given(await system.owner.PUT("/v1/servers/{id}/firewall", { ...at(id), body })).action.id;

export const firewallOf = async (system: TestSystem, id: string) =>
  given(await system.owner.GET("/v1/servers/{id}/firewall", at(id))).firewall;

export const setSmtp = async (system: TestSystem, id: string, open: boolean): Promise<string> =>
  given(
    await system.operator.POST("/v1/operator/servers/{id}/smtp", {
      ...at(id),
      body: { open, reason: "its owner has been asked" },
    }),
  ).action.id;

export const orderAddress = async (system: TestSystem, id: string, family: "ipv4" | "ipv6" = "ipv4") => {
  const { address, action } = given(
    await system.owner.POST("/v1/servers/{id}/addresses", { ...at(id), body: { family } }),
  );
  return { address, action: action.id };
};

export const releaseAddress = async (system: TestSystem, id: string, address: string): Promise<string> =>
  given(await system.owner.DELETE("/v1/servers/{id}/addresses/{address}", { params: { path: { id, address } } })).action
    .id;

export const nameAddress = (system: TestSystem, id: string, address: string, reverse_dns: string | null) =>
  system.owner.PATCH("/v1/servers/{id}/addresses/{address}", {
    params: { path: { id, address } },
    body: { reverse_dns },
  });

/** What Proxmox lets the server do. */
export async function letThrough(system: TestSystem, id: string) {
  const vm = await system.vm(id);
  if (!vm) throw new Error(`no VM of ${id}`);
  const { rules, options, ipsets } = vm.firewall;
  return {
    rules: rules.map(({ type, action, dport, enable }) => `${type} ${action} ${dport}${enable === 1 ? "" : " (off)"}`),
    policies: [options.policy_in, options.policy_out],
    addresses: ipsets["ipfilter-net0"]?.entries.map(({ cidr }) => cidr).sort() ?? [],
  };
}
