import type { PowerVerb } from "@hostwright/core/server/state";
import { type LucideIcon, Play, Power, RotateCw, Zap } from "lucide-react";

export interface PowerWords {
  title: string;
  icon: LucideIcon;
  /** After it was accepted. */
  began: string;
}

export const POWER_WORDS: Record<PowerVerb, PowerWords> = {
  start: { title: "Start", icon: Play, began: "Starting" },
  shutdown: { title: "Shut down", icon: Power, began: "Shutting down" },
  reboot: { title: "Restart", icon: RotateCw, began: "Restarting" },
  stop: { title: "Cut power", icon: Zap, began: "Cutting power of" },
};
