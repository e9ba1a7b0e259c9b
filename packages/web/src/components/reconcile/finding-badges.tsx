import type { Finding } from "@/lib/api/shapes.ts";
import { Badge } from "../ui/status.tsx";

export const SeverityBadge = ({ severity }: Pick<Finding, "severity">) => (
  <Badge tone={severity === "critical" ? "bad" : "warn"}>{severity === "critical" ? "Critical" : "Warning"}</Badge>
);

const TITLES: Record<Finding["status"], string> = {
  pending: "Seen once",
  open: "Open",
  muted: "Accepted",
  closed: "Closed",
};
export const findingStatusTitle = (status: Finding["status"]): string => TITLES[status];

export const FindingStatus = ({ status }: Pick<Finding, "status">) => (
  <Badge tone={status === "open" ? "moving" : "calm"}>{TITLES[status]}</Badge>
);
