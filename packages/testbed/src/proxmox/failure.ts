/**
 * How a call or a task of the testbed ends badly: an HTTP status, the reason for the status line, and for parameter
 * errors the text of each field. Thrown, as Proxmox's own code does (PVE/Exception.pm), and turned into an answer in
 * http/respond.ts or into a task's exit status in tasks.ts; nowhere else.
 */
export class Failure extends Error {
  readonly status: number;
  readonly errors: Record<string, string> | undefined;

  constructor(status: number, message: string, errors?: Record<string, string>) {
    super(message);
    this.name = "Failure";
    this.status = status;
    this.errors = errors;
  }
}

/** A plain failure: 500 with the reason in the status line. */
export const failure = (message: string) => new Failure(500, message);

export const parameterFailure = (errors: Record<string, string>) =>
  new Failure(400, "Parameter verification failed.", errors);

/** 403; `what` is `path, privilege` (PVE/RPCEnvironment.pm, check). */
export const permissionFailure = (what?: string) =>
  new Failure(403, `Permission check failed${what ? ` (${what})` : ""}`);
