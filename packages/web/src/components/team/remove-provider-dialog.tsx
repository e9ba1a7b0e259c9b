"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeProvider } from "@/lib/api/people.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

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
    <Dialog
      open
      onClose={onClose}
      title="Remove the company's sign-in?"
      description="Whoever signed in with it is signed out within 15 minutes. They stay members, and set a password by “Forgotten your password?”."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </>
      }
    >
      {remove.error && <ProblemNotice error={remove.error} />}
    </Dialog>
  );
}
