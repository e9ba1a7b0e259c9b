import { setTimeout as delay } from "node:timers/promises";
import { type RunningPostgres, startPostgres } from "../postgres.ts";

/** PostgreSQL, started again on the same port whenever it ends by itself. */
export async function keepPostgres(
  directory: string,
  progress: (line: string) => void,
): Promise<{ url: string; pid(): number; stop(): Promise<void> }> {
  let stopping = false;
  let running: RunningPostgres = await startPostgres({ directory, log: () => undefined });
  progress(`postgres is up (port ${running.port})`);

  async function watch(): Promise<void> {
    for (;;) {
      await running.exited;
      if (stopping) return;
      progress("postgres ended; starting it again");
      running = await restart();
    }
  }
  async function restart(): Promise<RunningPostgres> {
    for (let wait = 200; ; wait = Math.min(wait * 2, 5000)) {
      try {
        return await startPostgres({ directory, port: running.port, log: () => undefined });
      } catch (error) {
        progress(`postgres did not start: ${String(error)}`);
        await delay(wait);
      }
    }
  }
  const watching = watch();
  return {
    url: running.url,
    pid: () => running.pid,
    async stop() {
      stopping = true;
      await running.stop();
      await watching;
    },
  };
}
