/**
 * Every alarm, by kind: what it means in words for who is woken by it, and when it goes off. Each has its runbook,
 * docs/operate/runbooks/<kind>.md. Which metric it watches stands where the alarm is made (operations.ts, edge.ts).
 */
export interface AlarmKind {
  means: string;
  threshold: number;
  /** Fewer than the threshold, instead of that many or more. */
  below?: true;
  /** Minutes one reading covers. */
  minutes: number;
  /** Readings in a row that must be bad. */
  readings: number;
  /** No reading at all is bad. */
  silenceIsBad?: true;
}

const MINUTE = 60;

export const alarms = {
  "relay-away": {
    means:
      "No relay of the location has asked for jobs for 5 minutes. Orders and power actions there wait; nothing is lost.",
    threshold: 1,
    below: true,
    minutes: 5,
    readings: 1,
    silenceIsBad: true,
  },
  "vpn-down": {
    means: "Both tunnels of a VPN connection are down. Behind a location's only gateway, its relays are cut off.",
    threshold: 1,
    below: true,
    minutes: 5,
    readings: 1,
  },
  "jobs-waiting": {
    means:
      "A job has been in the location's queue for 30 minutes: the relay is away, too slow, or fails the same job again and again.",
    threshold: 30 * MINUTE,
    minutes: 5,
    readings: 2,
  },
  "job-dead-letter": {
    means:
      "A job was received 20 times and never finished, so it was set aside. Its action waits until it is put back or undone.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "result-dead-letter": {
    means: "What a relay reported could not be taken into the records 20 times. An action may wait for it forever.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "action-stuck": {
    means: "An undo failed: the action ended in error and names what remains on Proxmox or in the records.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "actions-failing": {
    means:
      "Three or more executions failed within 15 minutes. Each was undone, but customers did not get what they asked for.",
    threshold: 3,
    minutes: 15,
    readings: 1,
  },
  "execution-lost": {
    means:
      "An execution timed out, was aborted or broke in a way of its own. Its action still says that it runs, and holds its server.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "left-after-removal": {
    means:
      "A virtual machine that had been removed was there again and was removed once more. Someone or something else acts on the cluster.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "finding-critical": {
    means:
      "What an endpoint shows differs badly from the records: a machine missing or not ours any more, the cluster firewall off, or an endpoint not observed.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "messages-undelivered": {
    means:
      "A message of the outbox could not be delivered for several rounds: executions, jobs or events do not get out.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "letters-undelivered": {
    means:
      "A letter was given up: its receiver's server refused it, or nothing got out for sixteen hours. Somebody waits for a link that does not come.",
    threshold: 3,
    minutes: 15,
    readings: 1,
  },
  "letters-delayed": {
    means:
      "Letters have been tried three times and more without getting out: links to sign up or to reset a password wait.",
    threshold: 3,
    minutes: 15,
    readings: 1,
  },
  "schedule-silent": {
    means:
      "The sweep, due every minute, has not run for 5 minutes. Overdue jobs, due deletions and undelivered messages wait.",
    threshold: 1,
    below: true,
    minutes: 5,
    readings: 1,
    silenceIsBad: true,
  },
  "api-errors": {
    means: "The API answered at least 5 requests with a 5xx status within 5 minutes.",
    threshold: 5,
    minutes: 5,
    readings: 1,
  },
  "api-slow": {
    means: "One request in a hundred took longer than 3 seconds, for 15 minutes.",
    threshold: 3000,
    minutes: 5,
    readings: 3,
  },
  "function-errors": {
    means: "A function crashed, ran out of time or refused to start at least 3 times within 5 minutes.",
    threshold: 3,
    minutes: 5,
    readings: 1,
  },
  "function-throttled": {
    means:
      "A function was refused for lack of concurrency. Requests fail; steps, results and schedules are tried again.",
    threshold: 1,
    minutes: 5,
    readings: 2,
  },
  "database-full-load": {
    means: "Aurora has run at 90 % of its largest capacity for 15 minutes. Everything becomes slow.",
    threshold: 90,
    minutes: 5,
    readings: 3,
  },
  "database-connections": {
    means:
      "The Data API holds more than 400 connections to Aurora: transactions are not ended, or too many run at once.",
    threshold: 400,
    minutes: 5,
    readings: 2,
  },
  "limits-away": {
    means:
      "Functions cannot reach the store that counts requests. General traffic passes unlimited; signing in is limited by each function alone.",
    threshold: 1,
    minutes: 5,
    readings: 1,
  },
  "limit-store-throttled": {
    means:
      "The store of limits refused commands: it grows too slowly, or has reached what the stage lets it do. Requests refused there pass unlimited.",
    threshold: 10,
    minutes: 5,
    readings: 2,
  },
  "limit-store-full": {
    means:
      "The store of limits is nearly as full as the stage lets it become. When it is, nobody is counted: somebody may be asking from millions of addresses.",
    threshold: 80,
    minutes: 5,
    readings: 1,
  },
  "requests-blocked": {
    means: "The firewall blocked 1000 requests within 5 minutes: an attack, or a customer's own automation gone wild.",
    threshold: 1000,
    minutes: 5,
    readings: 1,
  },
} as const satisfies Record<string, AlarmKind>;

export type AlarmName = keyof typeof alarms;
