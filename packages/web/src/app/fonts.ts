import localFont from "next/font/local";

/** Shipped with the build; nothing is loaded from other hosts. */
export const sans = localFont({
  src: "../../../../node_modules/@fontsource-variable/geist/files/geist-latin-wght-normal.woff2",
  variable: "--font-geist",
  weight: "100 900",
  display: "swap",
});
export const mono = localFont({
  src: "../../../../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2",
  variable: "--font-geist-mono",
  weight: "100 900",
  display: "swap",
});
