import type { PowerVerb } from "@hostwright/core/server/state";
import { type LucideIcon, Play, Power, RotateCw, Zap } from "lucide-react";

export interface PowerWords {
  title: string;
  icon: LucideIcon;
  /** After it was accepted. */
  began: string;
}

/** As the screens order them: the gentle ones first. */
export const POWER_ORDER = ["start", "reboot", "shutdown", "stop"] as const satisfies readonly PowerVerb[];

export const POWER_WORDS: Record<PowerVerb, PowerWords> = {
  start: { title: "Start", icon: Play, began: "Starting" },
  shutdown: { title: "Shut down", icon: Power, began: "Shutting down" },
  reboot: { title: "Restart", icon: RotateCw, began: "Restarting" },
  stop: { title: "Cut power", icon: Zap, began: "Cutting power of" },
};
