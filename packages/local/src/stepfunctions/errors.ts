import { AwsError } from "../aws/error.ts";

/** Step Functions' exceptions. */
export const validation = (message: string) => new AwsError("ValidationException", message);
export const invalidName = (name: string) => new AwsError("InvalidName", `Invalid Name: '${name}'`);
export const invalidInput = (why: string) =>
  new AwsError("InvalidExecutionInput", `Invalid State Machine Execution Input: '${why}'`);
export const invalidOutput = (why: string) => new AwsError("InvalidOutput", `Invalid Output: '${why}'`);
export const invalidDefinition = (why: string) =>
  new AwsError("InvalidDefinition", `Invalid State Machine Definition: '${why}'`);
export const invalidPage = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
export const invalidTaskToken = () => new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
export const taskGone = () => new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
export const taskUnknown = () => new AwsError("TaskDoesNotExist", "Task does not exist");
export const noSuchMachine = (arn: string) =>
  new AwsError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
export const machineExists = (arn: string) =>
  new AwsError("StateMachineAlreadyExists", `State Machine Already Exists: '${arn}'`);
export const noSuchExecution = (arn: string) =>
  new AwsError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
export const executionExists = (arn: string) =>
  new AwsError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
