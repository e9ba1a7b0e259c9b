/**
 * Saved queries of Logs Insights, for operators to fill in an id and run. The fields are those of the structured log:
 * `request_id`, `action`, `step`, `phase`, `job`.
 */
export const savedQueries = {
  "by request": [
    "fields @timestamp, level, service, message, action, step, phase, job, code, reason, status, ms, error",
    "filter request_id = 'req_REPLACE'",
    "sort @timestamp asc",
    "limit 1000",
  ],
  "by action": [
    "fields @timestamp, level, service, message, request_id, step, phase, job, code, reason, error",
    "filter action = 'act_REPLACE' or job like /^act_REPLACE\\./",
    "sort @timestamp asc",
    "limit 1000",
  ],
  "by job": [
    "fields @timestamp, level, service, message, request_id, action, code, reason, error",
    "filter job = 'act_REPLACE.1.clone.do'",
    "sort @timestamp asc",
    "limit 1000",
  ],
  "failed steps": [
    "fields @timestamp, action, step, phase, code, reason, request_id",
    "filter message in ['step failed', 'step crashed']",
    "sort @timestamp desc",
    "limit 200",
  ],
  "stuck actions": [
    "fields @timestamp, action, request_id",
    "filter phase = 'stuck' and message = 'step ran'",
    "sort @timestamp desc",
    "limit 200",
  ],
  "critical findings": [
    "fields @timestamp, code, subject, finding",
    "filter message = 'a critical finding has opened'",
    "sort @timestamp desc",
    "limit 200",
  ],
  "errors and warnings": [
    "fields @timestamp, level, service, message, request_id, action, job, reason, error",
    "filter level in ['ERROR', 'WARN']",
    "sort @timestamp desc",
    "limit 500",
  ],
  "server errors of the API": [
    "fields @timestamp, message, method, path, status, ms, request_id, error",
    "filter message = 'request crashed' or status >= 500",
    "sort @timestamp desc",
    "limit 200",
  ],
} as const satisfies Record<string, readonly string[]>;

export type SavedQuery = keyof typeof savedQueries;
