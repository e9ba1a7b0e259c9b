import type { Webhook } from "@/lib/api/shapes.ts";
import { Badge } from "../ui/status.tsx";

export function WebhookState({ webhook }: { webhook: Webhook }) {
  if (!webhook.active) return <Badge tone={webhook.disabled_reason ? "bad" : "calm"}>Off</Badge>;
  return webhook.failing_since ? <Badge tone="warn">Failing</Badge> : <Badge tone="good">On</Badge>;
}
