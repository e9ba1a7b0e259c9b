"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { beginTotp, confirmTotp, renewTokens } from "@/lib/api/account.ts";
import { saidByFields } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Copy } from "../ui/copy.tsx";
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
  const wrong = saidByFields(confirm.error, ["code"]) ? "That is not the app's code of this moment." : undefined;

  return (
    <AskDialog
      title="Set up an authenticator app"
      description="Scan the square with your app, or type the secret into it; then enter the code it shows."
      verb="Confirm"
      change={confirm}
      onClose={onClose}
      fields={["code"]}
      disabled={!begun.data}
      onAnswer={(form) => confirm.mutate(String(form.get("code") ?? "").replaceAll(" ", ""))}
    >
      {begun.error ? (
        <ProblemNotice error={begun.error} onRetry={() => begun.refetch()} />
      ) : (
        <>
          {begun.data ? (
            <QrCode text={begun.data.uri} className="mx-auto size-48" />
          ) : (
            <Skeleton className="mx-auto size-48" />
          )}
          <div className="text-sm">
            <p className="text-muted text-xs">Secret</p>
            {begun.data ? <Copy what="secret" value={begun.data.secret} /> : <Skeleton className="h-5 w-full" />}
          </div>
          <Field label="Code" error={wrong}>
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
        </>
      )}
    </AskDialog>
  );
}
