"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Member, removeMember } from "@/lib/api/people.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

export default function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeMember(member.id),
    onSuccess: () => {
      toast.success(`${member.name} is no longer a member`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["members"] }),
  });
  return (
    <AskDialog
      title={`Remove ${member.name}?`}
      description="Their sessions here end and their API keys stop. Servers they made stay; their account itself is not touched."
      verb="Remove member"
      look="destroy"
      leave="Keep them"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    />
  );
}
