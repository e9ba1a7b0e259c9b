"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { beginTotp, confirmTotp, renewTokens } from "@/lib/api/account.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Copy } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { QrCode } from "./qr-code.tsx";

interface Props {
  onClose: () => void;
  onAdded: (codes: string[] | null) => void;
}

/** The secret as a square and as text, and the first code, which shows that the app has it. */
export default function TotpDialog({ onClose, onAdded }: Props) {
  const client = useQueryClient();
  const begun = useQuery({
    queryKey: ["totp-enrolment"],
    queryFn: beginTotp,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const confirm = useMutation({
    mutationFn: confirmTotp,
    onSuccess: async ({ recovery_codes }) => {
      await renewTokens();
      toast.success("The authenticator app is set up");
      onAdded(recovery_codes);
      await client.invalidateQueries();
    },
  });
  const wrong = confirm.error && problemOf(confirm.error).fields[0] && "That is not the app's code of this moment.";

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    confirm.mutate(String(new FormData(event.currentTarget).get("code") ?? "").replaceAll(" ", ""));
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title="Set up an authenticator app"
      description="Scan the square with your app, or type the secret into it; then enter the code it shows."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="confirm-totp" busy={confirm.isPending}>
            Confirm
          </Button>
        </>
      }
    >
      {begun.error ? (
        <ProblemNotice error={begun.error} onRetry={() => begun.refetch()} />
      ) : (
        <form id="confirm-totp" onSubmit={send} className="flex flex-col gap-4">
          {confirm.error && !wrong && <ProblemNotice error={confirm.error} />}
          {begun.data ? (
            <QrCode text={begun.data.uri} className="mx-auto size-48" />
          ) : (
            <Skeleton className="mx-auto size-48" />
          )}
          <div className="text-sm">
            <p className="text-muted text-xs">Secret</p>
            {begun.data ? <Copy what="secret" value={begun.data.secret} /> : <Skeleton className="h-5 w-full" />}
          </div>
          <Field label="Code" error={wrong || undefined}>
            {(wiring) => (
              <Input
                {...wiring}
                name="code"
                inputMode="numeric"
                autoComplete="one-time-code"
                className="font-mono tracking-widest"
                required
              />
            )}
          </Field>
        </form>
      )}
    </Dialog>
  );
}
