import type { Deliver } from "@hostwright/core/kernel";
import type { InvokeFunction } from "@hostwright/local/cloud";
import type { ControlOptions } from "@hostwright/local/system/control";
import type { Random } from "./random.ts";

/** As Step Functions reports a Lambda that was stopped; no state retries it. */
class SandboxTimedout extends Error {
  override readonly name = "Sandbox.Timedout";
}
/** Trouble of Lambda's own; every state retries it. */
class ServiceException extends Error {
  override readonly name = "Lambda.ServiceException";
}

/**
 * What at-least-once delivery means: messages that leave twice, or that nobody saw leave; functions that are called
 * twice, or die before or after their work. Nothing of it while `quiet`.
 */
export class Disorder {
  quiet = false;
  readonly counts: Record<string, number> = {};
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  readonly adapt: NonNullable<ControlOptions["adapt"]> = {
    app: (app) => ({ ...app, deliver: this.#deliver(app.deliver) }),
    invoke: (invoke) => (name, event, context) => this.#invoke(invoke, name, event, context),
  };

  #happens(what: string, probability: number): boolean {
    if (this.quiet || !this.#random.chance(probability)) return false;
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    return true;
  }

  #deliver(deliver: Deliver): Deliver {
    return async (envelopes) => {
      if (this.#happens("messages left to the sweep", 0.01)) return [];
      const delivered = await deliver(envelopes);
      if (this.#happens("messages that leave twice", 0.02)) await deliver(envelopes);
      if (this.#happens("job messages doubled", 0.03)) {
        await deliver(
          envelopes.map((envelope) => {
            const { message } = envelope;
            return message.topic === "job"
              ? { ...envelope, message: { ...message, deduplication: `${message.deduplication}.twin` } }
              : envelope;
          }),
        );
      }
      return this.#happens("messages nobody saw leave", 0.01) ? [] : delivered;
    };
  }

  async #invoke(invoke: InvokeFunction, ...[name, event, context]: Parameters<InvokeFunction>): Promise<unknown> {
    if (name === "step" && this.#happens("steps stopped before their work", 0.001)) throw new SandboxTimedout("before");
    if (this.#happens(`${name} failed before its work`, 0.005)) throw new ServiceException("before");
    if (this.#happens(`${name} called twice at once`, 0.02)) {
      const [first] = await Promise.all([invoke(name, event, context), invoke(name, event, context)]);
      return first;
    }
    const result = await invoke(name, event, context);
    if (name === "step" && this.#happens("steps stopped after their work", 0.001)) throw new SandboxTimedout("after");
    if (this.#happens(`${name} failed after its work`, 0.005)) throw new ServiceException("after");
    return result;
  }
}
