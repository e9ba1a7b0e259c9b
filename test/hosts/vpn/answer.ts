/** The other side of `Part`: answers what this process is asked, and ends it with the process that started it. */
export function answer(questions: Record<string, (argument: never) => unknown>, stop: () => Promise<void>): void {
  process.on("message", async ({ id, what, argument }: { id: number; what: string; argument: never }) => {
    try {
      process.send?.({ id, value: (await questions[what]?.(argument)) ?? null });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.once("disconnect", () => void stop().finally(() => process.exit(0)));
}

/** What the process was started with. */
export function settings<T>(): T {
  return JSON.parse(process.argv[2] ?? "");
}

/** Cloud, relays and Proxmox VE live this many times as fast as we do, or a minute and a half of absence would be one. */
export const PACE = 6;
