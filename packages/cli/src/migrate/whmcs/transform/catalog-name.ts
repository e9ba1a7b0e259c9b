const LIMIT = 39;

/** `KVM Start (2 GB)` → `kvm-start-2-gb`: letters, digits, dots and hyphens, at most 39. */
export function catalogName(title: string, otherwise: string): string {
  const name = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9.]+/g, "-")
    .slice(0, LIMIT)
    .replace(/^[-.]+|[-.]+$/g, "");
  return name === "" ? otherwise : name;
}

/** A name for each id. Shops have several things of one title, in other groups or retired: all but the first carry their id. */
export function catalogNames(rows: readonly { id: number; name: string }[], otherwise: string): Map<number, string> {
  const names = new Map<number, string>();
  const taken = new Set<string>();
  for (const { id, name } of rows.toSorted((a, b) => a.id - b.id)) {
    const wanted = catalogName(name, `${otherwise}-${id}`);
    const suffix = `-${id}`;
    const given = taken.has(wanted)
      ? `${wanted.slice(0, LIMIT - suffix.length).replace(/[-.]+$/, "")}${suffix}`
      : wanted;
    taken.add(given);
    names.set(id, given);
  }
  return names;
}
