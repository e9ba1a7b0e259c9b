"use client";

import { type ReactNode, useId } from "react";
import { saidByFields } from "@/lib/field-error.ts";
import { ProblemNotice } from "./problem-notice.tsx";
import { Button } from "./ui/button.tsx";
import { Dialog } from "./ui/dialog.tsx";

interface Props {
  title: string;
  description?: ReactNode;
  /** The button that does it. */
  verb: string;
  look?: "primary" | "destroy";
  /** The button that leaves all as it is. */
  leave?: string;
  change: { isPending: boolean; error: unknown };
  /** Fields that say themselves what is wrong with them; an error of any other is shown above. */
  fields?: readonly string[];
  /** In place of the usual notice, for errors that are none of the API's. */
  notice?: ReactNode;
  /** Another way to do it, beside the buttons. */
  aside?: ReactNode;
  disabled?: boolean;
  /** The form checks its fields itself, with words of its own. */
  noValidate?: boolean;
  className?: string;
  onClose: () => void;
  onAnswer: (form: FormData) => void;
  children?: ReactNode;
}

/** A question before something changes: what is asked, a form where more must be known, and two ways out of it. */
export function AskDialog({
  title,
  description,
  verb,
  look = "primary",
  leave = "Cancel",
  change,
  fields = [],
  notice,
  aside,
  disabled = false,
  noValidate = false,
  className,
  onClose,
  onAnswer,
  children,
}: Props) {
  const id = useId();
  const unsaid = change.error !== null && !saidByFields(change.error, fields);
  const shown = notice || (unsaid && <ProblemNotice error={change.error} />);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      description={description}
      {...(className ? { className } : {})}
      footer={
        <>
          <Button onClick={onClose}>{leave}</Button>
          {aside}
          <Button look={look} type="submit" form={id} disabled={disabled} busy={change.isPending}>
            {verb}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate={noValidate}
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          // A dialog lies inside the page that opened it, as React sees it: the page's own form is not meant.
          event.stopPropagation();
          if (!disabled && !change.isPending) onAnswer(new FormData(event.currentTarget));
        }}
      >
        {shown}
        {children}
      </form>
    </Dialog>
  );
}
