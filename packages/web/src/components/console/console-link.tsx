"use client";

import { serverCan } from "@hostwright/core/server/state";
import { SquareTerminal } from "lucide-react";
import Link from "next/link";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { reasonOf } from "../servers/reason.ts";
import { buttonStyle } from "../ui/button-style.ts";
import { ReasonButton } from "../ui/reason-button.tsx";

/** Leads to the console, or says why there is none. */
export function ConsoleLink({ server }: { server: ServerDetail }) {
  const reason = useMissing("server:console") ?? reasonOf(serverCan.console(server));
  const face = (
    <>
      <SquareTerminal aria-hidden />
      Console
    </>
  );
  if (reason) return <ReasonButton reason={reason}>{face}</ReasonButton>;
  return (
    <Link href={`/servers/${server.id}/console`} prefetch={false} className={buttonStyle()}>
      {face}
    </Link>
  );
}
