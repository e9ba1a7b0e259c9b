/**
 * Proxmox's property strings: `virtio=AA:BB:…,bridge=vmbr0,firewall=1`. A part without `=` is the value of the default key,
 * kept here under the empty name. The order is kept.
 */
export type Properties = Map<string, string>;

export function parseProperties(text: string): Properties {
  const properties: Properties = new Map();
  for (const part of text.split(",")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    if (at === -1) properties.set("", part);
    else properties.set(part.slice(0, at), part.slice(at + 1));
  }
  return properties;
}

export function renderProperties(properties: Properties): string {
  return [...properties].map(([key, value]) => (key === "" ? value : `${key}=${value}`)).join(",");
}

/** Whether both say the same, whatever the order and the case of the values (MACs, addresses). */
export function sameProperties(one: string | undefined, other: string): boolean {
  const normal = (text: string) =>
    [...parseProperties(text)].map(([key, value]) => `${key}=${value.toLowerCase()}`).sort();
  return one !== undefined && normal(one).join(",") === normal(other).join(",");
}
