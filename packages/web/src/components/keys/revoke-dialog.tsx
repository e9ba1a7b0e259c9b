"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { revokeKey } from "@/lib/api/keys.ts";
import type { ApiKey } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

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
    <AskDialog
      title={`Revoke ${apiKey.name}?`}
      description="What uses it is refused from its next request on. It cannot be brought back; servers are not touched."
      verb="Revoke key"
      look="destroy"
      leave="Keep it"
      change={revoke}
      onClose={onClose}
      onAnswer={() => revoke.mutate()}
    />
  );
}
