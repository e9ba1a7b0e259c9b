"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Member, removeMember } from "@/lib/api/people.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

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
    <Dialog
      open
      onClose={onClose}
      title={`Remove ${member.name}?`}
      description="Their sessions here end and their API keys stop. Servers they made stay; their account itself is not touched."
      footer={
        <>
          <Button onClick={onClose}>Keep them</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate()}>
            Remove member
          </Button>
        </>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
