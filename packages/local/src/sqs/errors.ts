import { AwsError } from "../aws/error.ts";

/** SQS's exceptions; the second code is the one from before the JSON protocol, which SDKs keep alongside. */
const sqsError = (code: string, message: string, queryCode = code) => new AwsError(code, message, { queryCode });
const PREFIX = "AWS.SimpleQueueService";

export const invalid = (message: string) => sqsError("InvalidParameterValue", message);
export const missing = (name: string) =>
  sqsError("MissingParameter", `The request must contain the parameter ${name}.`);
export const noSuchQueue = () =>
  sqsError("QueueDoesNotExist", "The specified queue does not exist.", `${PREFIX}.NonExistentQueue`);
export const queueNameExists = (name: string) =>
  sqsError("QueueNameExists", `A queue named ${name} already exists with other attributes.`, "QueueAlreadyExists");
export const invalidAttributeName = (name: string) => sqsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
export const invalidAttributeValue = (name: string) =>
  sqsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
export const invalidContents = () =>
  sqsError("InvalidMessageContents", "The message contains characters outside the allowed set.");
export const receiptInvalid = () =>
  sqsError("ReceiptHandleIsInvalid", "The input receipt handle is not a valid receipt handle.");
export const receiptExpired = () =>
  invalid("Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
export const receiptUseless = () =>
  invalid(
    "Value for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.",
  );
export const notInFlight = () =>
  sqsError("MessageNotInflight", "The message referred to is not in flight.", `${PREFIX}.MessageNotInflight`);

export const batch = {
  empty: () =>
    sqsError("EmptyBatchRequest", "There should be at least one entry in the request.", `${PREFIX}.EmptyBatchRequest`),
  tooMany: () =>
    sqsError(
      "TooManyEntriesInBatchRequest",
      "Maximum number of entries per request are 10.",
      `${PREFIX}.TooManyEntriesInBatchRequest`,
    ),
  notDistinct: (id: string) =>
    sqsError("BatchEntryIdsNotDistinct", `Id ${id} repeated.`, `${PREFIX}.BatchEntryIdsNotDistinct`),
  invalidId: () =>
    sqsError(
      "InvalidBatchEntryId",
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores, at most 80.",
      `${PREFIX}.InvalidBatchEntryId`,
    ),
  tooLong: (bytes: number) =>
    sqsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than 1048576 bytes. You have sent ${bytes} bytes.`,
      `${PREFIX}.BatchRequestTooLong`,
    ),
};
