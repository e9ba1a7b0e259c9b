const patterns = new Map<string, RegExp>();

/** A Perl pattern as JavaScript: `(?^:…)` groups, `{,n}` counts, and anchors around the whole text, as Proxmox adds them. */
export function perlPattern(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    const source = pattern.replaceAll("(?^:", "(?:").replaceAll("{,", "{0,").replaceAll("\\0", "\\x00");
    compiled = new RegExp(`^${source}\\n?$`);
    patterns.set(pattern, compiled);
  }
  return compiled;
}
