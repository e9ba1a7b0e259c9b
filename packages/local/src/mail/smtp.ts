import { buffer } from "node:stream/consumers";
import type { Log } from "@hostwright/core/kernel/log";
import { SMTPServer } from "smtp-server";
import type { Mailbox } from "./mailbox.ts";

const SIZE_LIMIT = 1024 * 1024;

class Refused extends Error {
  readonly responseCode: number;
  constructor(code: number, message: string) {
    super(message);
    this.responseCode = code;
  }
}

/**
 * Takes mail for anybody in, on a free port of 127.0.0.1, and delivers it nowhere but into the mailbox. Two addresses
 * behave like those that make trouble elsewhere: `nobody@…` does not exist, `busy@…` cannot take mail now.
 */
export async function startSmtp(mailbox: Mailbox, log: Log): Promise<{ url: string; close(): Promise<void> }> {
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    size: SIZE_LIMIT,
    banner: "Hostwright on this machine",
    onRcptTo({ address }, _session, done) {
      if (/^nobody@/i.test(address)) return done(new Refused(550, "5.1.1 no such mailbox"));
      if (/^busy@/i.test(address)) return done(new Refused(451, "4.3.2 try again later"));
      return done();
    },
    onData(stream, session, done) {
      const recipients = session.envelope.rcptTo.map(({ address }) => address);
      buffer(stream)
        .then(async (source) => {
          if (stream.sizeExceeded) throw new Refused(552, "5.3.4 too large");
          await mailbox.keep(recipients, source);
        })
        .then(
          () => done(),
          (error: unknown) => {
            log.warn("a letter was not kept", { reason: String(error) });
            done(error instanceof Refused ? error : new Refused(451, "4.3.0 the mailbox does not answer"));
          },
        );
    },
  });
  // A client that goes away in the middle is no news; it tries again.
  server.on("error", (error: Error) => log.debug("SMTP connection failed", { reason: error.message }));
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
  const address = server.server.address();
  const port = address && typeof address === "object" ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
