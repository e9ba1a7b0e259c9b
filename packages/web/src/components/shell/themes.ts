import { Monitor, Moon, Sun } from "lucide-react";

export const THEMES = [
  ["light", "Light", Sun],
  ["dark", "Dark", Moon],
  ["system", "As the system", Monitor],
] as const;
