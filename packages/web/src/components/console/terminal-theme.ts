import type { ITheme } from "@xterm/xterm";

/** The page's own colours, as xterm takes them; the sixteen of the terminal are corrected for contrast by xterm. */
export const TERMINAL_THEMES: Record<"light" | "dark", ITheme> = {
  light: {
    background: "#ffffff",
    foreground: "#1a1d24",
    cursor: "#3b4fd8",
    cursorAccent: "#ffffff",
    selectionBackground: "#c7cdf6",
  },
  dark: {
    background: "#13151a",
    foreground: "#eceef2",
    cursor: "#9aa8ff",
    cursorAccent: "#13151a",
    selectionBackground: "#3a4277",
  },
};
