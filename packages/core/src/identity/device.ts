/** What runs a session, in the words people have for it. */
export interface Device {
  /** `Firefox`; null: nothing we know. */
  browser: string | null;
  os: string | null;
}

/** The first that fits: those that call themselves by others' names too come before them. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOPT\//, "Opera"],
  [/\bVivaldi\//, "Vivaldi"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/^(python-requests|Python-urllib|aiohttp|python-httpx)\b/, "Python"],
  [/^Go-http-client\//, "Go"],
  [/^(node|undici|axios|got)\b/, "Node.js"],
];
const SYSTEMS: [RegExp, string][] = [
  [/\biPhone\b|\biPod\b/, "iOS"],
  [/\biPad\b/, "iPadOS"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMacintosh\b|\bMac OS X\b/, "macOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const first = (names: [RegExp, string][], text: string): string | null =>
  names.find(([pattern]) => pattern.test(text))?.[1] ?? null;

export const deviceOf = (userAgent: string | null): Device => ({
  browser: userAgent && first(BROWSERS, userAgent),
  os: userAgent && first(SYSTEMS, userAgent),
});

/** `Firefox on Linux`, for letters. */
export function deviceWords({ browser, os }: Device): string {
  if (browser && os) return `${browser} on ${os}`;
  return browser ?? os ?? "an unknown device";
}
