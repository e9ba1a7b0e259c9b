"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { deleteRole } from "@/lib/api/roles.ts";
import type { Role } from "@/lib/api/shapes.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

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
    <AskDialog
      title={`Delete ${role.name}?`}
      description="Nobody has this role. It cannot be brought back; make a new one instead."
      verb="Delete role"
      look="destroy"
      leave="Keep it"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    />
  );
}
