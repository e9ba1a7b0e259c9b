import type { IncomingMessage } from "node:http";
import type { Page } from "../gateway.ts";
import type { Mailbox, ReceivedLetter } from "./mailbox.ts";

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * `/dev/mail`: what was mailed on this machine, for the people who develop and try it; `/dev/mail.json[?to=…]` and
 * `/dev/mail/<id>.json` for tests.
 */
export function mailPages(mailbox: Mailbox): (request: IncomingMessage) => Promise<Page | undefined> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://local");
    const match = /^\/dev\/mail(?:\/(\d{1,15}))?(\.json)?$/.exec(pathname);
    if (!match || request.method !== "GET") return undefined;
    // A page elsewhere must not read letters through a name of its own that resolves to this machine.
    if (!LOOPBACK_NAMES.has((request.headers.host ?? "").replace(/:\d+$/, "")))
      return text(403, "only on this machine");
    const [, id, json] = match;
    if (id === undefined) {
      const letters = await mailbox.list(searchParams.get("to") ?? undefined);
      return json ? asJson({ letters }) : page("Mail", list(letters));
    }
    const letter = await mailbox.get(Number(id));
    if (!letter) return text(404, "no such letter");
    return json ? asJson({ letter }) : page(letter.subject, one(letter));
  };
}

const text = (status: number, body: string): Page => ({ status, headers: { "content-type": "text/plain" }, body });
const asJson = (value: object): Page => ({
  status: 200,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify(value),
});

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { width: 100%; height: 26rem; border: 1px solid #8886; background: #fff; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem; overflow-wrap: anywhere; }
time { white-space: nowrap; }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid #8884; }
  td { display: block; padding: 0; border: 0; }
}`;

const page = (title: string, body: string): Page => ({
  status: 200,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  },
  body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`,
});

const list = (letters: ReceivedLetter[]): string => `<h1>Mail</h1>
<p>Nothing here leaves this machine.</p>
${letters.length === 0 ? "<p>No letters yet: sign up, or ask for a new password.</p>" : table(letters)}`;

const table = (
  letters: ReceivedLetter[],
): string => `<table><thead><tr><th>To</th><th>Subject</th><th>Received</th></tr></thead>
<tbody>${letters.map(row).join("\n")}</tbody></table>`;

const row = ({ id, to, subject, received }: ReceivedLetter): string =>
  `<tr><td>${escaped(to)}</td><td><a href="/dev/mail/${id}">${escaped(subject)}</a></td><td>${moment(received)}</td></tr>`;

/** An ISO moment as people read it, to the second. */
const moment = (at: string): string =>
  `<time datetime="${escaped(at)}">${escaped(at.slice(0, 19).replace("T", " "))} UTC</time>`;

const one = (letter: ReceivedLetter): string => `<p><a href="/dev/mail">All mail</a></p>
<h1>${escaped(letter.subject)}</h1>
<dl><dt>From</dt><dd>${escaped(letter.from)}</dd><dt>To</dt><dd>${escaped(letter.to)}</dd>
<dt>Received</dt><dd>${moment(letter.received)}</dd><dt>Message-ID</dt><dd>${escaped(letter.message_id)}</dd></dl>
<pre>${linked(letter.text)}</pre>
<h2>As HTML</h2>
<iframe title="The letter as HTML" sandbox="allow-popups" srcdoc="${escaped(letter.html)}"></iframe>`;

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (value: string): string => value.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
const linked = (value: string): string =>
  escaped(value).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
