import { type App, system as actor, type StepEvent, transact } from "@hostwright/core/kernel";
import type { ControlOptions } from "@hostwright/local/system/control";

/** When the `step` Lambda dies: at which state of which workflow, and whether its work is committed by then. */
export interface Death {
  workflow: string;
  phase: StepEvent["phase"];
  step?: string;
  when: "before" | "after";
}

/** As Step Functions reports a Lambda that was stopped: none of the errors a state retries. */
class SandboxTimedout extends Error {
  override readonly name = "Sandbox.Timedout";
}

/** Lets the `step` Lambda die for the servers named so. */
export class DyingLambda {
  readonly deaths = new Map<string, Death[]>();
  #app: App | undefined;

  readonly adapt: NonNullable<ControlOptions["adapt"]> = {
    app: (app) => {
      this.#app = app;
      return app;
    },
    invoke: (invoke) => async (name, event, context) => {
      const death = name === "step" ? await this.#deathAt(event as StepEvent) : undefined;
      if (death?.when === "before") throw new SandboxTimedout("stopped before its work");
      const result = await invoke(name, event, context);
      if (death) throw new SandboxTimedout("stopped after its work");
      return result;
    },
  };

  async #deathAt(event: StepEvent): Promise<Death | undefined> {
    const app = this.#app;
    if (!app) return undefined;
    const row = await transact({ app, actor: actor("test"), requestId: "test" }, (ctx) =>
      ctx.db
        .selectFrom("actions")
        .leftJoin("backups", "backups.id", "actions.subject_id")
        .innerJoin("servers", (join) =>
          join.on((eb) => eb("servers.id", "=", eb.fn.coalesce("backups.server_id", "actions.subject_id"))),
        )
        .select("servers.name")
        .where("actions.id", "=", event.action)
        .executeTakeFirst(),
    );
    return this.deaths
      .get(row?.name ?? "")
      ?.find((death) => death.workflow === event.workflow && death.phase === event.phase && death.step === event.step);
  }
}
