"use client";

import { serverCan } from "@hostwright/core/server/state";
import type { ServerDetail } from "@/lib/api/shapes.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ReasonButton } from "../ui/reason-button.tsx";
import { POWER_ORDER, POWER_WORDS } from "./power-verbs.ts";
import { reasonOf } from "./reason.ts";
import { usePower } from "./use-power.tsx";

/** The power buttons, each disabled with its reason by the table the API decides with. */
export function PowerBar({ server }: { server: ServerDetail }) {
  const { press, pending, dialog } = usePower(server);
  const missing = useMissing("server:power");
  return (
    <fieldset className="grid grid-cols-2 gap-2 sm:flex">
      <legend className="sr-only">Power</legend>
      {POWER_ORDER.map((verb) => {
        const { title, icon: Icon } = POWER_WORDS[verb];
        return (
          <ReasonButton
            key={verb}
            reason={missing ?? reasonOf(serverCan[verb](server))}
            busy={pending === verb}
            onClick={() => press(verb)}
          >
            <Icon aria-hidden />
            {title}
          </ReasonButton>
        );
      })}
      {dialog}
    </fieldset>
  );
}
