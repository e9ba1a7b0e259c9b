import type { Description, Operation } from "./description.ts";
import { bodySchema, curl, exampleOf } from "./example.ts";
import { type Html, html, prose } from "./html.ts";
import { fieldsOf, objectOf } from "./schema.ts";

export const anchorOf = (operation: Operation): string => operation.operationId;
export const badge = (method: string): Html => html`<span class="method ${method.toLowerCase()}">${method}</span>`;
export const codeBlock = (text: string): Html =>
  html`<div class="code"><button type="button" class="copy" hidden>Copy</button><pre tabindex="0"><code>${text}</code></pre></div>`;

/** One operation: what it does, what it takes, what it answers, and both as an example. */
export function renderOperation(description: Description, operation: Operation, origin: string): Html {
  const [success] = Object.entries(operation.responses).filter(([status]) => status !== "default");
  const answer = success?.[1].content?.["application/json"].schema;
  const body = bodySchema(operation);
  const params = (place: string, title: string) => {
    const found = operation.parameters.filter((one) => one.in === place);
    return found.length > 0 ? html`<h4>${title}</h4>${fieldsOf(description, found)}` : "";
  };
  return html`<section class="operation" id="${anchorOf(operation)}">
<h3><a href="#${anchorOf(operation)}">${operation.summary}</a></h3>
<p class="signature">${badge(operation.method)} <code>${breakable(operation.path)}</code>${
    operation.security.length === 0 ? html` <span class="open">no token</span>` : ""
  }</p>
<div class="columns"><div>
${operation.description ? html`<p>${prose(operation.description)}</p>` : ""}
${params("path", "Path")}${params("query", "Query")}${params("header", "Headers")}
${body ? html`<h4>Body</h4>${objectOf(description, body)}` : ""}
${answer ? html`<h4>Answer ${success?.[0]}</h4>${objectOf(description, answer)}` : ""}
</div><div>
${codeBlock(curl(description, operation, origin))}
${answer ? html`<p class="status">${success?.[0]}</p>${codeBlock(JSON.stringify(exampleOf(description, answer), null, 2))}` : ""}
</div></div></section>`;
}

/** Where a long path may wrap: before each slash. */
const breakable = (path: string): Html[] =>
  path.split("/").map((part, index) => (index === 0 ? html`${part}` : html`<wbr>/${part}`));
