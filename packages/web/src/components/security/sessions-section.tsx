"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Laptop, Smartphone } from "lucide-react";
import { revokeOtherSessions, revokeSession, sessionsQuery } from "@/lib/api/account.ts";
import type { Session } from "@/lib/api/shapes.ts";
import { notifyProblem } from "@/lib/notify.tsx";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

/** Where the person is signed in. */
export function SessionsSection() {
  const client = useQueryClient();
  const { data: sessions, error, refetch } = useQuery(sessionsQuery);
  const onSettled = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const end = useMutation({
    mutationFn: revokeSession,
    onSuccess: () => toast.success("The session is ended"),
    onError: (failure) => notifyProblem(failure, "Ending the session"),
    onSettled,
  });
  const endOthers = useMutation({
    mutationFn: revokeOtherSessions,
    onSuccess: () => toast.success("All other sessions are ended"),
    onError: (failure) => notifyProblem(failure, "Ending the sessions"),
    onSettled,
  });
  const others = sessions?.some((session) => !session.current);
  return (
    <Section
      title="Sessions"
      className="p-0"
      aside={
        <ReasonButton
          size="sm"
          reason={sessions && !others ? "There is no other session." : undefined}
          busy={endOthers.isPending}
          onClick={() => endOthers.mutate()}
        >
          End all others
        </ReasonButton>
      }
    >
      {error && !sessions ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : sessions ? (
        <ul aria-label="Sessions" className="divide-y">
          {sessions.map((session) => (
            <Row key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
          ))}
        </ul>
      ) : (
        <div aria-busy className="p-4">
          <Skeleton className="h-9 w-full" />
        </div>
      )}
      <p className="border-t px-4 py-2.5 text-muted text-xs">
        An ended session can fetch nothing new; what it holds runs out within 15 minutes.
      </p>
    </Section>
  );
}

const HANDHELD = new Set(["iOS", "iPadOS", "Android"]);

function Row({ session, onEnd }: { session: Session; onEnd: () => void }) {
  const { browser, os } = session.device;
  const name = [browser, os].filter(Boolean).join(" on ") || session.user_agent || "Unknown device";
  const Icon = os && HANDHELD.has(os) ? Smartphone : Laptop;
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{name}</span>
          {session.current && <Badge tone="good">This one</Badge>}
        </p>
        <p className="text-muted text-xs">
          {session.address && <span className="break-all font-mono">{session.address}</span>}
          {session.country && ` (${session.country})`}
          {session.address && " · "}
          {session.current ? (
            "Used now"
          ) : (
            <>
              Used <Ago at={session.last_used} />
            </>
          )}
          {session.tenant && ` · ${session.tenant.name}`}
        </p>
      </div>
      {!session.current && (
        <Button size="sm" aria-label={`End the session of ${name}`} onClick={onEnd}>
          End
        </Button>
      )}
    </li>
  );
}
