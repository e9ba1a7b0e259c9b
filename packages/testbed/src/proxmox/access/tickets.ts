import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";

/** Seconds a ticket lives, and how far a clock may be ahead (pve-access-control: AccessControl.pm, pve-common: Ticket.pm). */
const LIFETIME = 2 * 3600;
const GRACE = 300;

/** Tickets, CSRF tokens and VNC tickets: text signed with a key of this testbed and stamped with the clock's time. */
export class Tickets {
  #clock: Clock;
  #key: Buffer;

  static newKey(): string {
    return randomBytes(32).toString("hex");
  }

  /** `key`: hexadecimal; another one makes all earlier tickets worthless. */
  constructor(clock: Clock, key: string) {
    this.#clock = clock;
    this.#key = Buffer.from(key, "hex");
  }

  #seconds(): string {
    return Math.floor(this.#clock.now().getTime() / 1000)
      .toString(16)
      .toUpperCase()
      .padStart(8, "0");
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#key).update(text).digest("base64");
  }

  #verify(text: string, signature: string, stamp: string, lifetime: number): boolean {
    const expected = Buffer.from(this.#sign(text));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return false;
    const age = this.#clock.now().getTime() / 1000 - Number.parseInt(stamp, 16);
    return age >= -GRACE && age <= lifetime;
  }

  issue(user: string): string {
    const plain = `PVE:${user}:${this.#seconds()}`;
    return `${plain}::${this.#sign(plain)}`;
  }

  /** The user a ticket is for; nothing when it is false or has expired. */
  user(ticket: string): string | undefined {
    const parts = /^(PVE:(\S+):([A-F0-9]{8}))::(\S+)$/.exec(ticket);
    const [, plain = "", user, stamp = "", signature = ""] = parts ?? [];
    return parts && this.#verify(plain, signature, stamp, LIFETIME) ? user : undefined;
  }

  csrf(user: string): string {
    const stamp = this.#seconds();
    return `${stamp}:${this.#sign(`${stamp}:${user}`).replace(/=+$/, "")}`;
  }

  isCsrf(token: string, user: string): boolean {
    const parts = /^([A-F0-9]{8}):(\S+)$/.exec(token);
    const [, stamp = "", signature = ""] = parts ?? [];
    const whole = signature.padEnd(Math.ceil(signature.length / 4) * 4, "=");
    return parts !== null && this.#verify(`${stamp}:${user}`, whole, stamp, LIFETIME);
  }

  /** For one console: `path` is `/vms/N` or `/nodes/X`, `port` the one it was given. */
  vnc(user: string, path: string, port: number): string {
    const stamp = this.#seconds();
    return `PVEVNC:${stamp}::${this.#sign(`PVEVNC:${stamp}:${user}:${path}:${port}`)}`;
  }

  /** A VNC ticket serves for 40 s. */
  isVnc(ticket: string, user: string, path: string, port: number): boolean {
    const [, stamp = "", signature = ""] = /^PVEVNC:([A-F0-9]{8})::(\S+)$/.exec(ticket) ?? [];
    return this.#verify(`PVEVNC:${stamp}:${user}:${path}:${port}`, signature, stamp, 40);
  }
}
