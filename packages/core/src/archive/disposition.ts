/** What makes a name another one, or a path: controls, separators, and marks that turn the reading direction. */
const UNWANTED = /[\p{Cc}\p{Cf}\u2028\u2029/\\]/gu;
const LONGEST = 150;

/** `content-disposition` of a file to be kept under the name its sender gave it (RFC 6266). */
export function disposition(name: string): string {
  // Cut by characters, and halves of surrogate pairs made whole: encodeURIComponent throws on those.
  const clean = [...name.toWellFormed().replace(UNWANTED, "_")].slice(0, LONGEST).join("").trim() || "attachment";
  const ascii = clean.replace(/[^ -~]|["%]/g, "_");
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
