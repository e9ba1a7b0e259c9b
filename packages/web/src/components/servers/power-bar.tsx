"use client";

import { POWER_VERBS, serverCan } from "@hostwright/core/server/state";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ReasonButton } from "../ui/reason-button.tsx";
import { POWER_WORDS } from "./power-verbs.ts";
import { reasonOf } from "./reason.ts";
import { useServerChanges } from "./use-server-changes.ts";

/** The power buttons, each disabled with its reason by the table the API decides with. */
export function PowerBar({ server }: { server: ServerDetail }) {
  const { power } = useServerChanges(server);
  const missing = useMissing("server:power");
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">Power</legend>
      {POWER_VERBS.map((verb) => {
        const { title, icon: Icon } = POWER_WORDS[verb];
        return (
          <ReasonButton
            key={verb}
            reason={missing ?? reasonOf(serverCan[verb](server))}
            busy={power.isPending && power.variables === verb}
            onClick={() => power.mutate(verb)}
          >
            <Icon aria-hidden />
            {title}
          </ReasonButton>
        );
      })}
    </fieldset>
  );
}
