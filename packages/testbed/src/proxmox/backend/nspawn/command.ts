import { execFile } from "node:child_process";

/** A program of the host. @throws Error with its name and its last words, where it fails */
export function command(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const words = stderr.trim().split("\n").slice(-3).join(" ") || error.message;
      reject(new Error(`${program} ${args.join(" ")}: ${words}`));
    });
  });
}

export const ip = (...args: string[]) => command("ip", args);
