/** What can be found, how bad it is, and what an operator may decide about it. Pure: the dashboard imports it too. */

export const SEVERITIES = ["critical", "warning"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const DECISIONS = ["reapply", "destroy", "mark_lost", "release"] as const;
export type Decision = (typeof DECISIONS)[number];

interface Kind {
  severity: Severity;
  /** In the list. */
  title: string;
  /** What it means for a customer's server, or for what is sold. */
  means: string;
  decisions: readonly Decision[];
}

export const FINDINGS = {
  endpoint_unobserved: {
    severity: "critical",
    title: "Endpoint not observed",
    means: "No relay has reported what the endpoint shows for five minutes. What is below may have changed since.",
    decisions: [],
  },
  vms_invisible: {
    severity: "critical",
    title: "Most machines are not shown",
    means:
      "More than half of the servers' machines are missing from the endpoint's list at once. Rather than all being gone, the relay's token may have lost VM.Audit.",
    decisions: [],
  },
  cluster_firewall_off: {
    severity: "critical",
    title: "Cluster firewall is off",
    means: "No server's address filter and no customer's firewall works, and nothing new can be created.",
    decisions: [],
  },
  vm_missing: {
    severity: "critical",
    title: "Machine is missing",
    means: "The server's machine is not on the endpoint. Its customer cannot reach it.",
    decisions: ["mark_lost"],
  },
  mark_changed: {
    severity: "critical",
    title: "Machine carries another mark",
    means: "The machine with the server's number is marked as someone else's, or not at all. We do not touch it.",
    decisions: ["mark_lost"],
  },
  claimed_twice: {
    severity: "critical",
    title: "Server claimed by two machines",
    means: "A second machine carries the server's mark: a copy or a restored backup, perhaps with the same addresses.",
    decisions: [],
  },
  held_running: {
    severity: "critical",
    title: "Suspended server runs",
    means: "Someone started the machine of a server that holds keep stopped. Place a hold again to stop it.",
    decisions: [],
  },
  network_changed: {
    severity: "critical",
    title: "Network card changed",
    means: "Another MAC address, or a card that is not behind the firewall: the server may be cut off, or unfiltered.",
    decisions: ["reapply"],
  },
  size_changed: {
    severity: "warning",
    title: "Cores or memory changed",
    means: "The machine has other cores or memory than its customer pays for.",
    decisions: ["reapply"],
  },
  vm_moved: {
    severity: "warning",
    title: "Machine runs on another node",
    means: "HA or staff moved it. Where the records know the node, it is recorded by itself.",
    decisions: [],
  },
  orphan: {
    severity: "warning",
    title: "Machine without a server",
    means: "It carries our mark, but its server is deleted or was never ours. It takes room that is sold.",
    decisions: ["destroy"],
  },
  id_in_use: {
    severity: "warning",
    title: "Number in our range is taken",
    means:
      "Someone else's machine has a number that orders would be given. The order that meets it fails and is undone.",
    decisions: [],
  },
  address_leaked: {
    severity: "warning",
    title: "Address without a server",
    means: "It is assigned to a server that is gone. It is given back by itself after an hour.",
    decisions: ["release"],
  },
  reservation_leaked: {
    severity: "warning",
    title: "Room reserved for a server that is gone",
    means: "A deleted server still takes cores, memory and disk. They are given back by themselves after an hour.",
    decisions: ["release"],
  },
  template_missing: {
    severity: "critical",
    title: "Image's template is missing",
    means: "Orders of the image fail on that node.",
    decisions: [],
  },
  node_missing: {
    severity: "critical",
    title: "Node is away",
    means: "A node of the catalog is offline or not part of the cluster. Its servers may be down.",
    decisions: [],
  },
  capacity_short: {
    severity: "warning",
    title: "Less there than is sold",
    means: "The node or storage has less than the catalog says, or is nearly full: servers may not start or grow.",
    decisions: [],
  },
} as const satisfies Record<string, Kind>;

export type FindingCode = keyof typeof FINDINGS;
export const FINDING_CODES = Object.keys(FINDINGS).filter((code): code is FindingCode => code in FINDINGS);

export const FINDING_STATUSES = ["pending", "open", "muted", "closed"] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

/** Why a decision cannot be taken on a finding; undefined where it can. */
export function decisionRefused(
  finding: { code: FindingCode; status: FindingStatus },
  decision: Decision,
): string | undefined {
  const offered: readonly Decision[] = FINDINGS[finding.code].decisions;
  if (!offered.includes(decision)) return "This is nothing that can be decided about such a finding.";
  if (finding.status === "closed") return "It is not seen any more.";
  return finding.status === "pending"
    ? "It has been seen once only; the next look decides whether it is true."
    : undefined;
}
