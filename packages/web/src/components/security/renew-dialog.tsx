"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { renewRecoveryCodes } from "@/lib/api/account.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function RenewDialog({ onClose, onMade }: { onClose: () => void; onMade: (codes: string[]) => void }) {
  const client = useQueryClient();
  const renew = useMutation({
    mutationFn: renewRecoveryCodes,
    onSuccess: ({ recovery_codes }) => onMade(recovery_codes),
    onSettled: () => client.invalidateQueries({ queryKey: ["factors"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Make new recovery codes?"
      description="The ones you have stored are good for nothing from then on."
      footer={
        <>
          <Button onClick={onClose}>Keep them</Button>
          <Button look="primary" busy={renew.isPending} onClick={() => renew.mutate()}>
            Make new ones
          </Button>
        </>
      }
    >
      {renew.error && <ProblemNotice error={renew.error} />}
    </Dialog>
  );
}
