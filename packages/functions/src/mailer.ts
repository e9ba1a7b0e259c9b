import type { Config } from "@hostwright/core/kernel";
import { type Letter, Undeliverable } from "@hostwright/core/notice";
import { createTransport, type Transporter } from "nodemailer";
import { z } from "zod";

const TIMEOUT_MS = 20_000;
/** Refusals of Amazon SES that a repeat does not change. */
const REFUSED = new Set(["BadRequestException", "MessageRejected", "MailFromDomainNotVerifiedException"]);

/**
 * What takes letters out of the system: Amazon SES, or any SMTP server. Connects when the first one is posted.
 * @throws Undeliverable where a repeat is of no use. No error repeats the receiver's words: they name the address.
 */
export function createMailer(config: Config): (letter: Letter) => Promise<void> {
  let transport: Promise<Transporter> | undefined;
  const from = config.HOSTWRIGHT_MAIL_FROM;
  const domain = /@([^>]+)>$/.exec(from)?.[1] ?? "localhost";
  return async ({ id, to, subject, text, html }) => {
    transport ??= open(config);
    const mailer = await transport;
    try {
      await mailer.sendMail({
        from,
        // As an object it is one address, whatever is in it.
        to: { name: "", address: to },
        subject,
        text,
        html,
        // Amazon SES puts a Message-ID of its own in the place of ours; the other header stays.
        messageId: `<${id}@${domain}>`,
        headers: { "X-Hostwright-Letter": id, "Auto-Submitted": "auto-generated" },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    } catch (error) {
      throw refusal(error);
    }
  };
}

async function open(config: Config): Promise<Transporter> {
  const url = config.HOSTWRIGHT_MAIL_URL;
  if (url === undefined) throw new Error("HOSTWRIGHT_MAIL_URL is not set");
  if (url === "ses:") {
    const { SESv2Client, SendEmailCommand } = await import("@aws-sdk/client-sesv2");
    const sesClient = new SESv2Client({ region: config.HOSTWRIGHT_AWS_REGION });
    return createTransport({ SES: { sesClient, SendEmailCommand } });
  }
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  return createTransport({
    host: hostname,
    port: Number(port) || (secure ? 465 : 587),
    secure,
    // A password or a letter never goes over the network in clear.
    requireTLS: !secure && hostname !== "127.0.0.1",
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  });
}

/** Of an SMTP dialogue, the two answers that are about this letter: to its receiver, and to its content. */
const ABOUT_THE_LETTER = new Set(["RCPT TO", "DATA"]);

function refusal(error: unknown): Error {
  const { name, code, responseCode, command } = failure.parse(error);
  const reason = [code ?? name, command, responseCode].filter((one) => one !== undefined).join(" ");
  const forGood =
    REFUSED.has(name) || (Number(responseCode) >= 500 && command !== undefined && ABOUT_THE_LETTER.has(command));
  return forGood ? new Undeliverable(reason) : new Error(reason);
}

/** What nodemailer says of a failure, as far as we look at it. */
const failure = z
  .looseObject({
    name: z.string().catch("Error"),
    code: z.string().optional().catch(undefined),
    responseCode: z.number().optional().catch(undefined),
    command: z.string().optional().catch(undefined),
  })
  .catch({ name: "Error" });
