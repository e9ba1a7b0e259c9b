import { createHash } from "node:crypto";
import { ERROR_STATUS } from "@hostwright/core/kernel";
import { type Description, type Operation, readDescription } from "./description.ts";
import { guide } from "./guide.ts";
import { Html, html, prose } from "./html.ts";
import { anchorOf, badge, renderOperation } from "./operation.ts";
import { objectOf } from "./schema.ts";
import { style } from "./style.ts";

/** Folds the contents up where they would fill the screen, shows the address the page came from in its examples, and lets them be copied. All the script there is. */
const SCRIPT = `if (matchMedia("(max-width: 52rem)").matches) document.querySelector("nav details").open = false;
for (const code of document.querySelectorAll("pre code")) code.textContent = code.textContent.replaceAll(document.body.dataset.origin, location.origin);
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.nextElementSibling.textContent);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}`;

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page brings everything along: no other host, not even ours, is asked for anything. */
export const POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%230f766e'/%3E%3Cpath d='M4 4v8M12 4v8M4 8h8' stroke='white' stroke-width='2'/%3E%3C/svg%3E";

let page: string | undefined;

/** The API's documentation as one page of HTML, made once a process. */
export function docsPage(): string {
  page ??= render(readDescription()).text;
  return page;
}

function render(description: Description): Html {
  const origin = description.servers[0]?.url ?? "";
  const byTag = groupByTag(description);
  const schemas = Object.entries(description.components.schemas);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${description.info.title}</title><meta name="color-scheme" content="light dark"><link rel="icon" href="${ICON}">
${inline("style", style)}</head>
<body data-origin="${origin}">
<a class="skip" href="#main">Skip to the content</a>
<header><a class="brand" href="#main">${description.info.title}</a><a href="/v1/openapi.json">openapi.json</a></header>
<nav aria-label="Contents"><details open><summary>Contents</summary>
${navGroup(
  "Guide",
  guide.map(({ id, title }) => html`<a href="#${id}">${title}</a>`),
)}
${[...byTag].map(([tag, operations]) =>
  navGroup(
    tag,
    operations.map((one) => html`<a href="#${anchorOf(one)}">${badge(one.method)} ${one.summary}</a>`),
  ),
)}
${navGroup(
  "Schemas",
  schemas.map(([name]) => html`<a href="#schema-${name}">${name}</a>`),
)}
</details></nav>
<main id="main"><h1>${description.info.title}</h1><p class="lead">${prose(description.info.description)}</p>
${guide.map(({ id, title, body }) => html`<section id="${id}"><h2>${title}</h2>${body(origin)}</section>`)}
<section id="error-codes"><h2>Error codes</h2><table><thead><tr><th>Code</th><th>Status</th></tr></thead><tbody>${Object.entries(
    ERROR_STATUS,
  ).map(([code, status]) => html`<tr><td><code>${code}</code></td><td>${status}</td></tr>`)}</tbody></table></section>
${[...byTag].map(
  ([tag, operations]) => html`<section class="tag"><h2 id="tag-${slug(tag)}">${tag}</h2>
${operations.map((one) => renderOperation(description, one, origin))}</section>`,
)}
<section class="tag"><h2 id="schemas">Schemas</h2>${schemas.map(
    ([name, schema]) =>
      html`<section id="schema-${name}"><h3>${name}</h3>${
        schema.description ? html`<p>${prose(schema.description)}</p>` : ""
      }${objectOf(description, schema)}</section>`,
  )}</section></main>
${inline("script", SCRIPT)}</body></html>`;
}

/** Style and script must stay exactly as their hashes in the policy have them. */
const inline = (tag: "style" | "script", text: string): Html => new Html(`<${tag}>${text}</${tag}>`);

const navGroup = (title: string, links: Html[]): Html =>
  html`<p>${title}</p><ul>${links.map((link) => html`<li>${link}</li>`)}</ul>`;

const slug = (text: string): string => text.toLowerCase().replace(/\W+/g, "-");

function groupByTag(description: Description): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), { ...operation, method: method.toUpperCase(), path }]);
    }
  }
  return groups;
}
