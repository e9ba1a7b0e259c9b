import type { Decision } from "@hostwright/core/reconcile/state";
import type { Finding } from "@/lib/api/shapes.ts";

/** What it is about, in a few words. */
export function subjectTitle({ about, subject, endpoint }: Finding): string {
  const named = about.name ?? about.address ?? about.storage ?? about.image ?? about.node;
  if (subject.type === "vm") return `VM ${about.vmid ?? ""} on ${about.node ?? endpoint}`;
  return named === null || named === undefined ? endpoint : String(named);
}

const NAMES: Record<string, string> = {
  vmid: "VM id",
  mac: "MAC address",
  firewall: "Behind the firewall",
  cores: "Cores",
  memory_mb: "Memory (MB)",
  mark: "Mark",
  node: "Node",
  server: "Server",
  name: "Name",
  status: "Status",
  power: "Power",
  holds: "Holds",
  address: "Address",
  online: "Online",
  template: "Template",
  size_gb: "Size (GB)",
  used_percent: "Used (%)",
  machines: "Machines shown",
  observed_at: "Last observed",
  observed_within_minutes: "Observed within (min)",
  endpoint: "Endpoint",
  image: "Image",
  storage: "Storage",
};
export const valueName = (key: string): string => NAMES[key] ?? key;

export const valueText = (value: string | number | boolean | null | undefined): string =>
  value === null || value === undefined ? "none" : value === true ? "yes" : value === false ? "no" : String(value);

interface DecisionWords {
  button: string;
  title: string;
  /** What happens, to which data. */
  means: string;
  /** What has to be typed; undefined where it can be taken back. */
  confirm?: "vmid" | "name";
  danger: boolean;
}

export const DECISIONS: Record<Decision, DecisionWords> = {
  reapply: {
    button: "Set as recorded…",
    title: "Set this machine as recorded?",
    means:
      "Cores, memory, network card and firewall are set as the records have them. A running machine takes some of it when it is next stopped and started. Its disks are not touched.",
    danger: false,
  },
  destroy: {
    button: "Remove machine…",
    title: "Remove this machine?",
    means:
      "The machine and its disks are removed for good. The relay looks at its mark once more before it acts. Backups stay.",
    confirm: "vmid",
    danger: true,
  },
  mark_lost: {
    button: "Declare lost…",
    title: "Declare this server lost?",
    means:
      "Its customer sees it as failed, and can delete it and order another. Nothing is removed at the endpoint. This cannot be taken back.",
    confirm: "name",
    danger: true,
  },
  release: {
    button: "Give back now…",
    title: "Give it back now?",
    means:
      "What the server that is gone still has goes back to its pool. It would go by itself an hour after it was first seen.",
    danger: false,
  },
};
