import { cn } from "@/lib/cn.ts";
import { actionStatusTitle, statusTitle } from "@/lib/words/statuses.ts";

type Tone = "good" | "warn" | "bad" | "calm" | "moving";

const TONES: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  calm: "bg-sunken text-muted",
  moving: "bg-accent-soft text-accent",
};

const SERVER_TONES: Record<string, Tone> = { running: "good", stopped: "calm", failed: "bad", deleted: "calm" };
const ACTION_TONES: Record<string, Tone> = { running: "moving", success: "good", error: "bad" };

export function Badge({
  tone = "calm",
  children,
  className,
}: {
  tone?: Tone;
  children: React.ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center gap-1.5 whitespace-nowrap rounded-full px-2 font-medium text-2xs",
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

const Dot = ({ moving }: { moving: boolean }) => (
  <span aria-hidden className={cn("size-1.5 rounded-full bg-current", moving && "animate-pulse-soft")} />
);

/** A server's state. Suspension is shown besides the power state: they are different things. */
export function ServerStatus({ server }: { server: { status: string; suspended: boolean; rescue: boolean } }) {
  const tone = SERVER_TONES[server.status] ?? "moving";
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={tone}>
        <Dot moving={tone === "moving"} />
        {statusTitle(server.status)}
      </Badge>
      {server.suspended && <Badge tone="warn">Suspended</Badge>}
      {server.rescue && <Badge tone="warn">Rescue system</Badge>}
    </span>
  );
}

export function ActionStatusBadge({ status }: { status: string }) {
  const tone = ACTION_TONES[status] ?? "calm";
  return (
    <Badge tone={tone}>
      <Dot moving={tone === "moving"} />
      {actionStatusTitle(status)}
    </Badge>
  );
}
