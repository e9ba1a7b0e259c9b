import type { MailMessage } from "../kernel/index.ts";

/** A letter ready to be posted. */
export interface Letter {
  /** The outbox id: the same each time it is posted, so that a receiver can tell a repetition. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Trying again is of no use: the receiver's side has refused for good. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
}

/** The letter of a message; `url` is its link with the token in clear, `signature` who signs. */
export function compose(id: string, message: MailMessage, url: string | null, signature: string): Letter {
  const { to, subject, lines, link } = message;
  return { id, to, subject, text: asText(lines, link?.label, url, signature), html: asHtml(message, url, signature) };
}

function asText(lines: string[], label: string | undefined, url: string | null, signature: string): string {
  const parts = [...lines, ...(label && url ? [`${label}:\n${url}`] : []), `-- \n${signature}`];
  return parts.join("\n\n");
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',sans-serif;font-size:16px;line-height:1.5;color:#1c1c1c";
const BUTTON =
  "display:inline-block;padding:10px 18px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none";

function asHtml({ subject, lines, link }: MailMessage, url: string | null, signature: string): string {
  const paragraphs = lines.map((line) => `<p>${escaped(line).replaceAll("\n", "<br>")}</p>`);
  const button =
    link && url
      ? `<p><a href="${escaped(url)}" style="${BUTTON}">${escaped(link.label)}</a></p>
<p style="font-size:13px;color:#555555">Or copy this address into your browser:<br>${escaped(url)}</p>`
      : "";
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff"><div style="max-width:560px;${FONT}">
${[...paragraphs, button].filter((one) => one !== "").join("\n")}
<p style="color:#555555">${escaped(signature)}</p>
</div></body></html>
`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
