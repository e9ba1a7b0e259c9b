"use client";

import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

interface Props {
  name: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asked before power is cut: the one power action that can lose something. */
export default function StopDialog({ name, onConfirm, onClose }: Props) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Cut the power of ${name}?`}
      description="Like pulling the plug: what it had not written to disk is lost. To stop it in order, shut it down."
      footer={
        <>
          <Button onClick={onClose}>Leave it running</Button>
          <Button look="destroy" onClick={onConfirm}>
            Cut power
          </Button>
        </>
      }
    />
  );
}
