import type { Log } from "@hostwright/core/kernel";

/** A log that keeps its lines as JSON, from INFO up, and prints them too where HOSTWRIGHT_TEST_LOG is set. */
export function recordLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const print = process.env.HOSTWRIGHT_TEST_LOG !== undefined;
  const withFields = (own: Record<string, unknown>): Log => {
    const write =
      (level: string) =>
      (message: string, fields: Record<string, unknown> = {}) => {
        const line = JSON.stringify({ level, message, ...own, ...fields });
        lines.push(line);
        if (print) process.stderr.write(`${line}\n`);
      };
    return {
      debug() {},
      info: write("INFO"),
      warn: write("WARN"),
      error: write("ERROR"),
      with: (fields) => withFields({ ...own, ...fields }),
    };
  };
  return { log: withFields({}), lines };
}
