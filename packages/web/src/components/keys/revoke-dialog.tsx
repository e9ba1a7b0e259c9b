"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { revokeKey } from "@/lib/api/keys.ts";
import type { ApiKey } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeKey(apiKey.id),
    onSuccess: () => {
      toast.success(`${apiKey.name} is revoked`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Revoke ${apiKey.name}?`}
      description="What uses it is refused from its next request on. It cannot be brought back; servers are not touched."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke key
          </Button>
        </>
      }
    >
      {revoke.error && <ProblemNotice error={revoke.error} />}
    </Dialog>
  );
}
