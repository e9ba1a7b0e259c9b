"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { renewRecoveryCodes } from "@/lib/api/account.ts";
import { AskDialog } from "../ask-dialog.tsx";

export default function RenewDialog({ onClose, onMade }: { onClose: () => void; onMade: (codes: string[]) => void }) {
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: ({ recovery_codes }) => onMade(recovery_codes),
    onSettled: () => client.invalidateQueries({ queryKey: ["factors"] }),
  });
  return (
    <AskDialog
      title="Make new recovery codes?"
      description="The ones you have stored are good for nothing from then on."
      verb="Make new ones"
      leave="Keep them"
      change={renew}
      onClose={onClose}
      onAnswer={() => renew.mutate()}
    />
  );
}
