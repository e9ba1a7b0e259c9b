"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import type { Webhook } from "@/lib/api/shapes.ts";
import { deleteWebhook } from "@/lib/api/webhooks.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";

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
    <AskDialog
      title="Delete this webhook?"
      description="Nothing is posted to it any more, and the record of its deliveries goes with it. Servers are not touched."
      verb="Delete webhook"
      look="destroy"
      leave="Keep it"
      change={remove}
      onClose={onClose}
      onAnswer={() => remove.mutate()}
    >
      <p className="break-all text-sm">{webhook.url}</p>
    </AskDialog>
  );
}
