"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Webhook } from "@/lib/api/shapes.ts";
import { deleteWebhook } from "@/lib/api/webhooks.ts";
import { toast } from "@/lib/toast.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function DeleteDialog({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteWebhook(webhook.id),
    onSuccess: () => {
      toast.success("The webhook is deleted");
      router.push("/webhooks");
      client.removeQueries({ queryKey: ["webhooks"] });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Delete this webhook?"
      description="Nothing is posted to it any more, and the record of its deliveries goes with it. Servers are not touched."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="destroy" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete webhook
          </Button>
        </>
      }
    >
      {remove.error ? <ProblemNotice error={remove.error} /> : <p className="break-all text-sm">{webhook.url}</p>}
    </Dialog>
  );
}
