"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeProvider } from "@/lib/api/people.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

export default function RemoveProviderDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: removeProvider,
    onSuccess: () => {
      toast.success("The company's sign-in is removed");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["tenant", "sign-in"] }),
  });
  return (
    <AskDialog
      title="Remove the company's sign-in?"
      description="Whoever signed in with it is signed out within 15 minutes. They stay members, and set a password by “Forgotten your password?”."
      verb="Remove"
      look="destroy"
      leave="Keep it"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    />
  );
}
