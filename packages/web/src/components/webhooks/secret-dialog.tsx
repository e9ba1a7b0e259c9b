"use client";

import { ShownOnce } from "../ui/shown-once.tsx";

export default function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <ShownOnce
      title="Signing secret"
      description="Your program checks with it that an event is from us. It is shown this once: store it now."
      what="secret"
      value={secret}
      advice="Libraries for Standard Webhooks take it as it is."
      onClose={onClose}
    />
  );
}
