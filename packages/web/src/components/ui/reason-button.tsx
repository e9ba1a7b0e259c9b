"use client";

import { Tooltip } from "@base-ui/react/tooltip";
import { useId } from "react";
import { toast } from "@/lib/toast.ts";
import { Button, type ButtonProps } from "./button.tsx";

/**
 * A button that is disabled with its reason instead of hidden: it stays focusable, the reason is its description and
 * its tooltip, and a press (touch has no hover) says it aloud.
 */
export function ReasonButton({ reason, onClick, ...rest }: ButtonProps & { reason: string | undefined }) {
  const id = useId();
  if (!reason) return <Button onClick={onClick} {...rest} />;
  return (
    <Tooltip.Root>
      <Tooltip.Trigger
        render={
          <Button
            {...rest}
            aria-disabled="true"
            aria-describedby={id}
            onClick={(event) => {
              event.preventDefault();
              toast.info(reason);
            }}
          />
        }
      />
      <span id={id} hidden>
        {reason}
      </span>
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-64 rounded-md bg-ink px-2.5 py-1.5 text-canvas text-xs shadow-lift">
            {reason}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
