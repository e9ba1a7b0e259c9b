import { lastOfArn } from "../aws/names.ts";
import type { Execution } from "./execution.ts";
import type { Json } from "./json.ts";
import type { Position } from "./position.ts";

/** What an interpreter must know beside the execution itself. */
export interface Surroundings {
  region: string;
  roleArn: string;
  /** The task token with this secret. */
  token(secret: string): string;
}

/** The context object: what `$$` paths read. It holds a task token only where there is one. */
export function contextObject(
  execution: Execution,
  around: Surroundings,
  position: Position,
  token: string | null,
): Json {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: around.roleArn,
      StartTime: new Date(execution.startedAt).toISOString(),
      RedriveCount: 0,
    },
    State: {
      Name: position.state,
      EnteredTime: new Date(position.enteredAt).toISOString(),
      RetryCount: position.retried.reduce((sum, count) => sum + count, 0),
    },
    StateMachine: { Id: execution.stateMachineArn, Name: lastOfArn(execution.stateMachineArn) },
    ...(token !== null && { Task: { Token: token } }),
  };
}
