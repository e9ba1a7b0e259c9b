import { type Html, html } from "./html.ts";
import { codeBlock } from "./operation.ts";

interface Chapter {
  id: string;
  title: string;
  body: (origin: string) => Html;
}

/** What holds for every route, before the routes themselves. */
export const guide: Chapter[] = [
  {
    id: "first-request",
    title: "First request",
    body: (origin) => html`<p>Sign in, keep the access token, send it along. It is good for 15 minutes;
<a href="#postV1AuthRefresh">exchange the refresh token</a> for the next.</p>${codeBlock(
      `TOKEN=$(curl -s ${origin}/v1/auth/login \\
  -H "Content-Type: application/json" \\
  -d '{"email": "demo@hostwright.test", "password": "…"}' | jq -r .access_token)
curl ${origin}/v1/servers -H "Authorization: Bearer $TOKEN"`,
    )}`,
  },
  {
    id: "keys",
    title: "Keys for programs",
    body: (
      origin,
    ) => html`<p>A program uses an API key instead of signing in: <a href="#postV1Keys">make one</a> here or in the dashboard, with the
permissions it needs, an end and the networks it may come from. It is shown once. It can never do more than the person who made it may at
that moment, and neither makes nor revokes keys.</p>${codeBlock(
      `curl ${origin}/v1/servers -H "Authorization: Bearer hwk_…"`,
    )}`,
  },
  {
    id: "webhooks",
    title: "Events",
    body: () => html`<p>Rather than asking again and again, <a href="#postV1Webhooks">add a webhook</a>: what happens to your servers is
posted to it as <code>{id, type, created, data}</code>. Answer 2xx within ten seconds; anything else is repeated after one minute, five,
thirty, two hours, six, twelve and a day. Events may come twice or out of order: go by <code>id</code>, and ask for the resource when
its state matters. Every one is signed after Standard Webhooks (standardwebhooks.com), for which there are
libraries in most languages; they refuse what is older than five minutes, too.</p>${codeBlock(
      `import { Webhook } from "standardwebhooks";

const event = new Webhook("whsec_…").verify(body, request.headers);`,
    )}`,
  },
  {
    id: "slow-things",
    title: "Slow things",
    body: (
      origin,
    ) => html`<p>What takes longer than a request answers <code>202</code> with an <code>action</code>, and its address in
the <code>Location</code> header. Ask for it until <code>status</code> is <code>success</code> or <code>error</code>; its
<code>steps</code> say what is being done. What fails is undone, and <code>error</code> says at which step.</p>${codeBlock(
      `curl ${origin}/v1/actions/act_01kagj8zc0v7m2x4q9n5t3wbpr -H "Authorization: Bearer $TOKEN"`,
    )}`,
  },
  {
    id: "errors",
    title: "Errors",
    body: () => html`<p>Every error has one shape. Branch on <code>code</code>, show <code>message</code>, quote
<code>request_id</code> to support; it is in the <code>x-request-id</code> header of every answer.</p>${codeBlock(
      JSON.stringify(
        {
          error: {
            code: "invalid_input",
            message: "invalid input in field 'name'",
            details: { fields: [{ name: "name", messages: ["not a host name (letters, digits, hyphens, dots)"] }] },
            request_id: "req_01kagj8zc0v7m2x4q9n5t3wbpr",
          },
        },
        null,
        2,
      ),
    )}`,
  },
  {
    id: "repeating",
    title: "Repeating a request",
    body: () => html`<p>Send an <code>Idempotency-Key</code> with each POST: the same key and body again, within 24 hours, get the same
answer with <code>idempotency-replayed: true</code>, and nothing is done twice. The same key with another body answers
<code>422</code>; while the first request is still being answered, <code>409</code>.</p>`,
  },
  {
    id: "limits",
    title: "Limits",
    body: () => html`<p>Every request counts for your key or yourself, for your organisation and for the address it comes from (an
IPv6 address counts as its /64). Every answer says how things stand: <code>RateLimit-Policy</code> how many may pass (<code>q</code>)
in how many seconds (<code>w</code>), <code>RateLimit</code> how many would pass now (<code>r</code>) and in how many seconds the burst
is there again (<code>t</code>). Who asks too often is answered <code>429</code> with <code>Retry-After</code>: wait that long. Room
comes back evenly, not at the minute. Without these headers nothing is being counted; go on.</p>${codeBlock(
      `RateLimit-Policy: "key";q=1000;w=60, "tenant";q=1000;w=60, "address";q=1000;w=60
RateLimit: "key";r=199;t=1, "tenant";r=187;t=1, "address";r=199;t=1`,
    )}<p>Signing in and everything else that needs no token is limited for the address, and more tightly. How much your organisation may
have at once is at <a href="#getV1Quota">its quota</a>; more is refused with <code>resource_limit_exceeded</code>. A body may have 5 MB, an
address 2,048 characters, headers 8 KB; fields that are not described are refused.</p>`,
  },
  {
    id: "lists",
    title: "Lists",
    body: (
      origin,
    ) => html`<p>Lists come in pages of <code>limit</code> rows (25 unless told, 100 at most). The next page is at
<code>meta.pagination.next_cursor</code>, given as <code>cursor</code>, and in the <code>Link</code> header; rows that come or go
meanwhile shift nothing. Labels select with <code>k=v</code>, <code>k!=v</code>, <code>k</code>, <code>!k</code>,
<code>k in (a,b)</code> and <code>k notin (a,b)</code>, joined by commas.</p>${codeBlock(
      `curl -G ${origin}/v1/servers -H "Authorization: Bearer $TOKEN" \\
  --data-urlencode "label_selector=env=prod,team in (web,api)" \\
  -d limit=50 -d sort=name:asc`,
    )}`,
  },
];
