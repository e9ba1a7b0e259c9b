/** What may take the place of a running action. */
export type Preemption = "hold" | "operator";

export interface Ending {
  code: "cancelled" | "preempted";
  /** For the customer. */
  message: string;
}

const PREEMPTED: Record<Preemption, string> = {
  hold: "The server was suspended; what was under way has been ended.",
  operator: "Our staff turned the server off; what was under way has been ended.",
};

/** How an action ends that was asked to. */
export const endingOf = ({ preempted_by }: { preempted_by: Preemption | null }): Ending =>
  preempted_by
    ? { code: "preempted", message: PREEMPTED[preempted_by] }
    : { code: "cancelled", message: "The action was cancelled." };
