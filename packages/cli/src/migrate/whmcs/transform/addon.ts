import type { Mapping, Size } from "../mapping/schema.ts";
import { meaningOfName } from "./meaning.ts";
import { parseOptionName } from "./option-name.ts";
import { type Judged, judged, refused } from "./problem.ts";
import { convert, readQuantity } from "./quantity.ts";
import type { Base } from "./spec.ts";

const PREFIX = /^(?:\+|extra|additional|add|more|zus(?:ä|ae)tzlich\w*)\s*/i;
const RESOURCE = /\b(?:ram|memory|v?cpus?|v?cores?|disk|storage|ssd|nvme|hdd)\b/i;
/** What names a resource but gives none of it. */
const SERVICE_WORDS = /\b(?:backups?|snapshots?|licen[cs]e|monitoring|support|monthly|management|ftp)\b/i;

/**
 * What one of an addon adds to a server: by the mapping, else by a name such as `Extra 4 GB RAM` or `+2 vCPU`. An addon
 * that names no resource adds nothing; one that names a resource but no readable amount is refused.
 */
export function addonGives(id: number, name: string, rules: Mapping["addons"]): Judged<Base> {
  const rule = rules[String(id)];
  if (rule === "nothing") return judged({});
  if (rule) return judged(withoutUndefined(rule));
  const { shown } = parseOptionName(name);
  if (!RESOURCE.test(shown) || SERVICE_WORDS.test(shown)) return judged({});
  const given = readName(shown.replace(PREFIX, "").trim());
  if (given) return judged(given);
  const hint = `addons: {${id}: {memory_mb: <number>}} or addons: {${id}: nothing}`;
  return refused("unreadable_unit", `addon ${id} ("${name}") names a resource but no readable amount`, hint);
}

/** An amount before or after its resource: `4 GB RAM`, `RAM 4 GB`, `2 vCPU`, `Disk Space 50GB`. */
function readName(text: string): Base | undefined {
  const match =
    /^(\d+(?:[.,]\d+)?\s*[a-z]*)\s+(\D+)$/i.exec(text) ?? /^(\D+?)\s*:?\s+(\d+(?:[.,]\d+)?\s*[a-z]*)$/i.exec(text);
  const [amount, resource] = match ? (/^\d/.test(match[1] ?? "") ? [match[1], match[2]] : [match[2], match[1]]) : [];
  const reading = readQuantity(amount ?? text);
  if (reading.read !== "number") return cores(text);
  const size = sizeNamed(resource ?? "");
  if (size === undefined || (reading.unit === null && size !== "cores")) return cores(text);
  const to = size === "cores" ? "core" : size === "memory_mb" ? "MB" : "GB";
  const given = convert(reading.number, reading.unit ?? "core", to);
  return given === undefined ? undefined : { [size]: given };
}

/** `2 vCPU`: the unit itself names the resource. */
function cores(text: string): Base | undefined {
  const reading = readQuantity(text);
  if (reading.read !== "number" || reading.unit !== "core") return undefined;
  const given = convert(reading.number, "core", "core");
  return given === undefined ? undefined : { cores: given };
}

function sizeNamed(resource: string): Size | undefined {
  const meaning = meaningOfName(parseOptionName(resource))?.meaning;
  return meaning === "cores" || meaning === "memory_mb" || meaning === "disk_gb" ? meaning : undefined;
}

function withoutUndefined({ cores: own, memory_mb, disk_gb }: Exclude<Mapping["addons"][string], "nothing">): Base {
  return {
    ...(own === undefined ? {} : { cores: own }),
    ...(memory_mb === undefined ? {} : { memory_mb }),
    ...(disk_gb === undefined ? {} : { disk_gb }),
  };
}
