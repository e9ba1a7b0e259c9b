import type { Meaning } from "../mapping/schema.ts";
import { nameKey, type OptionName } from "./option-name.ts";
import type { Unit } from "./quantity.ts";

/** What shops call things, where the name leaves no doubt; in the form of `nameKey`. Anything else needs the mapping file. */
const NAMES: Record<Meaning, string> = {
  cores:
    "cpu|cpus|cpu count|cpu core|cpu cores|cpucores|cores|core|core count|vcore|vcores|vcpu|vcpus|vcpu cores|vcpu count|virtual cores|virtual cpus|number of cores|number of cpus|processor cores",
  memory_mb: "ram|memory|ram memory|memory ram|memory size|ram size|guaranteed ram|arbeitsspeicher",
  disk_gb:
    "disk|disk space|diskspace|disk size|disksize|hdd|hdd space|ssd|ssd space|ssd storage|ssd disk|nvme|nvme storage|storage|storage space|hard disk|hard drive|disk storage|festplatte",
  image: "os|operating system|operatingsystem|image|os image|template|os template|betriebssystem",
  location: "location|datacenter|data center|datacentre|data centre|dc|region|areas id|area id|standort",
  hostname: "hostname|host name|server hostname",
  addresses: "ip address|ip addresses|ipv4 address|dedicated ip|dedicated ips",
  vmid: "vmid|vm id|proxmox vmid|proxmox vm id",
};

const BY_NAME = new Map<string, Meaning>();
for (const [meaning, names] of Object.entries(NAMES)) {
  for (const name of names.split("|")) if (isMeaning(meaning)) BY_NAME.set(name, meaning);
}

/** A unit in a name: `RAM (GB)`, `ram_gb`, `Memory [MB]`, `Disk in GB`. */
const UNIT_IN_NAME = /(?:^|[\s_([-])(?:in\s+)?(kb|mb|gb|tb|kib|mib|gib|tib)[)\]]?$/i;
/** A step in a name: `RAM (x 256 MB)`, `Disk ×10`. */
const STEP_IN_NAME = /[(\s][x×*]\s?(\d+)\s?(kb|mb|gb|tb|kib|mib|gib|tib)?\)?$/i;

export interface NamedMeaning {
  meaning: Meaning;
  unit: Unit | null;
  multiplier: number | null;
}

/** What an option or a field stands for by its internal or its shown name, with the unit that the name carries; undefined: nothing certain. */
export function meaningOfName({ internal, shown }: OptionName): NamedMeaning | undefined {
  const halves = [internal, shown].map(partsOf);
  const meanings = new Set(halves.flatMap(({ key }) => BY_NAME.get(key) ?? []));
  const [meaning] = meanings;
  if (meaning === undefined || meanings.size > 1) return undefined;
  const units = new Set(halves.flatMap(({ unit }) => unit ?? []));
  const [unit] = units;
  const multiplier = halves.find((half) => half.multiplier !== null)?.multiplier ?? null;
  return { meaning, unit: units.size === 1 && unit !== undefined ? unit : null, multiplier };
}

function partsOf(name: string): { key: string; unit: Unit | null; multiplier: number | null } {
  const step = STEP_IN_NAME.exec(name);
  const withoutStep = step ? name.slice(0, step.index) : name;
  const unit = UNIT_IN_NAME.exec(withoutStep);
  const bare = unit ? withoutStep.slice(0, unit.index) : withoutStep;
  return {
    key: nameKey(bare.replace(/[:*]+$/, "")),
    unit: unitOf(step?.[2] ?? unit?.[1]),
    multiplier: step?.[1] === undefined ? null : Number(step[1]),
  };
}

function unitOf(text: string | undefined): Unit | null {
  switch (text?.toUpperCase().replace("I", "")) {
    case "KB":
      return "KB";
    case "MB":
      return "MB";
    case "GB":
      return "GB";
    case "TB":
      return "TB";
    default:
      return null;
  }
}

function isMeaning(text: string): text is Meaning {
  return text in NAMES;
}
