"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteRole } from "@/lib/api/roles.ts";
import type { Role } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function DeleteDialog({ role, onClose }: { role: Role; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRole(role.id),
    onSuccess: () => {
      toast.success(`${role.name} is deleted`);
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["roles"] }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Delete ${role.name}?`}
      description="Nobody has this role. It cannot be brought back; make a new one instead."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete role
          </Button>
        </>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
