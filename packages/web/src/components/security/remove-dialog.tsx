"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removePasskey, removeTotp } from "@/lib/api/account.ts";
import type { Passkey } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

/** Removes a passkey, or, with none given, the authenticator app. */
export default function RemoveDialog({ passkey, onClose }: { passkey?: Passkey; onClose: () => void }) {
  const client = useQueryClient();
  const name = passkey?.name ?? "the authenticator app";
  const remove = useMutation({
    mutationFn: async () => {
      if (passkey) await removePasskey(passkey.id);
      else await removeTotp();
    },
    onSuccess: () => {
      toast.success(passkey ? `${passkey.name} is removed` : "The authenticator app is removed");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["factors"] }),
  });
  return (
    <AskDialog
      title={`Remove ${name}?`}
      description={
        passkey
          ? "It no longer lets you in. Your device may still offer it: delete it there too."
          : "Its codes are no longer asked for. Delete the entry in your app as well."
      }
      verb="Remove"
      look="destroy"
      leave="Keep it"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    />
  );
}
