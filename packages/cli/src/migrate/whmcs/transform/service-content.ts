import type { Entity } from "@hostwright/core/migration";
import { shownValue } from "./choice.ts";
import type { Choices } from "./choices.ts";
import { rowText } from "./outcome.ts";
import type { RowJudge } from "./row-judge.ts";
import type { ServiceRows } from "./service-rows.ts";

/** What was chosen and entered, for whoever looks a row up later. */
export function rawOf(
  row: ServiceRows["row"],
  { choices, lost, sealed }: Choices,
  addons: ServiceRows["addons"],
  judge: RowJudge,
): Record<string, string> {
  const raw: Record<string, string> = {};
  const put = (name: string, value: string) => {
    if (value !== "") raw[name in raw ? `${name} (${Object.keys(raw).length})` : name] = value;
  };
  const secret = new Set(sealed.map(({ from }) => from));
  for (const { from, name, value } of choices) if (!secret.has(from)) put(name.raw, shownValue(value));
  for (const { name, value } of sealed) put(name.raw, value && `encrypted: ${value}`);
  for (const { option, sub, qty } of lost) put(`option ${option}`, `${sub} × ${qty}`);
  for (const { name, addonid, qty, status } of addons) put(`addon ${addonid}`, `${qty} × ${name} (${status})`);
  put("domain", row.domain);
  put("username", row.username);
  put("notes", judge.text("notes", row.notes));
  put("dedicatedip", row.dedicatedip);
  put("assignedips", row.assignedips);
  return raw;
}

/** Everything a service consists of at the source, for its hash. */
export function contentOf({ row, options, values, addons, vms, addresses }: ServiceRows): string {
  let content = rowText(row);
  for (const option of options) content += `\u001e${option.configid}\u001f${option.optionid}\u001f${option.qty}`;
  for (const value of values) content += `\u001e${value.fieldid}\u001f${value.value}`;
  for (const addon of addons) content += `\u001e${rowText(addon)}`;
  for (const vm of vms) content += `\u001e${vm.vmid}\u001f${vm.node}\u001f${vm.container}`;
  for (const address of addresses) content += `\u001e${address}`;
  return content;
}

/** What the mapping and the small tables decided, beside the rows' own content. */
export function madeOf(entity: Entity<"servers">, { notes, decisions }: RowJudge): string {
  const { tenant, spec, status, billing, adoption, hold, name, created } = entity;
  let made = `${tenant.id}\u001f${spec.cores}\u001f${spec.memory_mb}\u001f${spec.disk_gb}\u001f${spec.image}\u001f${spec.location}`;
  made += `\u001f${name}\u001f${status}\u001f${created}\u001f${hold?.kind}\u001f${billing.currency}\u001f${billing.cycle}`;
  made += `\u001f${adoption?.vmid}\u001f${adoption?.node}${decisions}`;
  for (const note of notes) made += `\u001f${note}`;
  return made;
}
