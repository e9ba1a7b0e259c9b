import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readDescription, unmatched } from "./description.ts";
import { html, prose } from "./html.ts";
import { docsPage, POLICY } from "./page.ts";

const page = docsPage();
const { paths, components, servers } = readDescription();
const operations = Object.values(paths).flatMap((methods) => Object.values(methods)).length;
const idsIn = (text: string) => new Set([...text.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));

describe("the documentation page", () => {
  test("has every operation and schema, and every link of its own leads somewhere", () => {
    const ids = idsIn(page);
    for (const methods of Object.values(paths))
      for (const one of Object.values(methods)) expect(ids).toContain(one.operationId);
    for (const name of Object.keys(components.schemas)) expect(ids).toContain(`schema-${name}`);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("asks no host for anything, and its policy allows its own style and script alone", () => {
    const own = page.replaceAll(servers[0]?.url ?? "", "");
    expect(own.replace(/data:image[^"]+/, "")).not.toMatch(/(src|href|url\()=?["']?(https?:)?\/\//);
    for (const tag of ["style", "script"]) {
      const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? "";
      expect(POLICY).toContain(`${tag}-src 'sha256-${createHash("sha256").update(text).digest("base64")}'`);
    }
    expect(page).not.toMatch(/ (style|on\w+)="/);
  });

  test("is small: some 400 bytes an operation on the wire", () =>
    expect(gzipSync(page).length).toBeLessThan(400 * operations));
});

describe("markup", () => {
  test("escapes what is put into it", () => {
    expect(html`<p title="${`"><script>`}">${["a & b", html`<b>${"<"}</b>`]}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">a &amp; b<b>&lt;</b></p>',
    );
  });
  test("code stands between backticks", () => {
    expect(prose("`a<b` and c").map((part) => part.text)).toEqual(["", "<code>a&lt;b</code>", " and c"]);
  });
});

test("a request that no route takes learns the methods there are, or that there is no such path", () => {
  expect(unmatched("PUT", "/v1/servers/x")).toMatchObject({
    code: "method_not_allowed",
    allow: ["GET", "PATCH", "DELETE"],
  });
  expect(unmatched("POST", "/docs")).toMatchObject({ code: "method_not_allowed", allow: ["GET"] });
  expect(unmatched("GET", "/v1/serversX")).toMatchObject({ code: "not_found" });
});
