import { isIP } from "node:net";

/** Every address in what people and modules entered: lines, commas, spaces; prefixes such as `/24` are left off. */
export function addressesIn(texts: readonly string[]): { addresses: string[]; unread: string[] } {
  const addresses = new Set<string>();
  const unread: string[] = [];
  for (const text of texts) {
    if (text === "") continue;
    for (const word of text.split(/[\s,;]+/)) {
      const address = word.replace(/\/\d{1,3}$/, "").toLowerCase();
      if (isIP(address) !== 0) addresses.add(address);
      else if (word !== "") unread.push(word);
    }
  }
  return { addresses: [...addresses], unread };
}
