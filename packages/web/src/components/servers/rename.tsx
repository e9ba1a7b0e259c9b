"use client";

import { serverCan } from "@hostwright/core/server/state";
import { Pencil } from "lucide-react";
import { useRef, useState } from "react";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { nameProblem } from "@/lib/server-name.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { reasonOf } from "./reason.ts";
import { useUpdateServer } from "./use-update-server.ts";

/** The name as the page's heading, edited in place. The page shows the new name at once. */
export function Rename({ server }: { server: ServerDetail }) {
  const update = useUpdateServer(server.id);
  const missing = useMissing("server:update");
  const [draft, setDraft] = useState<string>();
  const pencil = useRef<HTMLButtonElement>(null);
  const problem = draft === undefined ? undefined : nameProblem(draft);

  const close = () => {
    setDraft(undefined);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  if (draft === undefined)
    return (
      <span className="flex min-w-0 items-center gap-1">
        <span className="min-w-0 break-words">{server.name}</span>
        <ReasonButton
          ref={pencil}
          look="quiet"
          size="icon-sm"
          aria-label="Rename"
          reason={missing ?? reasonOf(serverCan.rename(server))}
          onClick={() => setDraft(server.name)}
        >
          <Pencil aria-hidden />
        </ReasonButton>
      </span>
    );
  return (
    <form
      className="flex flex-wrap items-center gap-2 font-normal text-base tracking-normal"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem) return;
        const name = draft.trim();
        if (name !== server.name) update.mutate({ name });
        close();
      }}
    >
      <Input
        autoFocus
        aria-label="New name"
        aria-invalid={problem ? true : undefined}
        aria-describedby="rename-note"
        className="w-64"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && close()}
      />
      <Button type="submit" look="primary" disabled={problem !== undefined}>
        Save
      </Button>
      <Button onClick={close}>Cancel</Button>
      <span id="rename-note" className="basis-full text-muted text-xs">
        {problem ?? "Changes the name shown here; the host name inside the server stays."}
      </span>
    </form>
  );
}
