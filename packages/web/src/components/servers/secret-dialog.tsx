"use client";

import { ShownOnce } from "../ui/shown-once.tsx";
import type { Secret } from "./secret.tsx";

/** The password that an order without a key, a rebuild or a reset has made. */
export default function SecretDialog({ secret, onClose }: { secret: Secret; onClose: () => void }) {
  return (
    <ShownOnce
      title={secret.why ? `New password of ${secret.name}` : `Root password of ${secret.name}`}
      description={`${secret.why ?? "You ordered without an SSH key, so we made a password."} It is shown this once and kept nowhere: store it now.`}
      what="password"
      value={secret.password}
      advice="Sign in as root over SSH once the server runs, then change it."
      onClose={onClose}
    />
  );
}
