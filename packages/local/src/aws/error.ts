/**
 * An error as AWS services answer it: `__type` in the body names the exception class the SDK throws. SQS, which spoke
 * another protocol before, also sends its old code in `x-amzn-query-error`, which the SDK keeps in `error.Error.Code`.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: { status?: number; queryCode?: string } = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}
