"use client";

import { ShownOnce } from "../ui/shown-once.tsx";

export default function KeyDialog({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  return (
    <ShownOnce
      title={`Key of ${name}`}
      description="It is shown this once; we keep only its fingerprint. Store it where the program reads its secrets."
      what="key"
      value={secret}
      advice="Send it with each request: Authorization: Bearer, then the key."
      onClose={onClose}
    />
  );
}
