"use client";

import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import type { BrowserConsole } from "./browser-console.ts";
import type { ScreenHandle } from "./screen-handle.ts";
import { TERMINAL_THEMES } from "./terminal-theme.ts";

interface Props {
  session: BrowserConsole | undefined;
  name: string;
  onHandle: (handle: ScreenHandle | undefined) => void;
  /** The size in characters. */
  onSize: (cols: number, rows: number) => void;
}

const encode = (text: string) => new TextEncoder().encode(text);

/** A terminal. It stays, with what it shows, when the console is opened anew. */
export default function SerialScreen({ session, name, onHandle, onSize }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<Terminal>();
  const { resolvedTheme } = useTheme();

  useEffect(() => {
    if (!box.current) return;
    const made = new Terminal({
      cursorBlink: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--font-geist-mono") || "monospace",
      fontSize: 14,
      scrollback: 5000,
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
    });
    const fit = new FitAddon();
    made.loadAddon(fit);
    made.open(box.current);
    made.textarea?.setAttribute("aria-label", `Serial console of ${name}`);
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(box.current);
    fit.fit();
    made.focus();
    setTerminal(made);
    return () => {
      watch.disconnect();
      made.dispose();
      setTerminal(undefined);
    };
  }, [name]);

  useEffect(() => {
    if (terminal) terminal.options.theme = TERMINAL_THEMES[resolvedTheme === "light" ? "light" : "dark"];
  }, [terminal, resolvedTheme]);

  useEffect(() => {
    if (!terminal) return;
    onHandle({
      focus: () => terminal.focus(),
      copy: () => terminal.getSelection(),
      paste: (text) => terminal.paste(text),
    });
    const sized = ({ cols, rows }: { cols: number; rows: number }) => {
      session?.resize(cols, rows);
      onSize(cols, rows);
    };
    sized(terminal);
    session?.attach({ open: () => undefined, show: (bytes) => terminal.write(bytes) });
    const listening = [
      terminal.onData((text) => session?.type(encode(text))),
      terminal.onBinary((text) => session?.type(Uint8Array.from(text, (char) => char.charCodeAt(0)))),
      terminal.onResize(sized),
    ];
    return () => {
      for (const one of listening) one.dispose();
      session?.attach(undefined);
      onHandle(undefined);
    };
  }, [terminal, session, onHandle, onSize]);

  return <div ref={box} className="size-full overflow-hidden bg-surface p-2 font-mono" />;
}
