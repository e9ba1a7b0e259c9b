"use client";

import { useMutation } from "@tanstack/react-query";
import { leaveTenant } from "@/lib/api/people.ts";
import { signOut } from "@/lib/sign-out.ts";
import { AskDialog } from "../ask-dialog.tsx";

export default function LeaveDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const leave = useMutation({ mutationFn: leaveTenant, onSuccess: signOut });
  return (
    <AskDialog
      title={`Leave ${tenant}?`}
      description="You are signed out, and see its servers no more until somebody invites you again. Its last owner cannot leave."
      verb="Leave tenant"
      look="destroy"
      leave="Stay"
      change={leave}
      onClose={onClose}
      onAnswer={() => leave.mutate()}
    />
  );
}
