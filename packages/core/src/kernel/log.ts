import { Logger } from "@aws-lambda-powertools/logger";

/** Structured log: one JSON object a line, a constant message, everything else in fields. Secrets never go in. */
export interface Log {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** A log whose every line carries these fields (`request_id`, `action`, `job`…). */
  with(fields: Record<string, unknown>): Log;
}

export function createLog(options: { service: string; level?: "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT" }): Log {
  return wrap(new Logger({ serviceName: options.service, logLevel: options.level ?? "INFO" }));
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, fields = {}) => logger.debug(message, fields),
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
    with: (fields) =>
      wrap(logger.createChild({ persistentKeys: { ...logger.getPersistentLogAttributes(), ...fields } })),
  };
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {}, with: () => silent };
