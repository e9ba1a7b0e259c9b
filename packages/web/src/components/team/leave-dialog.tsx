"use client";

import { useMutation } from "@tanstack/react-query";
import { leaveTenant } from "@/lib/api/people.ts";
import { signOut } from "@/lib/sign-out.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

export default function LeaveDialog({ tenant, onClose }: { tenant: string; onClose: () => void }) {
  const leave = useMutation({ mutationFn: leaveTenant, onSuccess: signOut });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Leave ${tenant}?`}
      description="You are signed out, and see its servers no more until somebody invites you again. Its last owner cannot leave."
      footer={
        <>
          <Button onClick={onClose}>Stay</Button>
          <Button look="destroy" busy={leave.isPending} onClick={() => leave.mutate()}>
            Leave tenant
          </Button>
        </>
      }
    >
      {leave.error && <ProblemNotice error={leave.error} />}
    </Dialog>
  );
}
