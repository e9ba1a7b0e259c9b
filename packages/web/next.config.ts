import { join } from "node:path";
import type { NextConfig } from "next";

/** Headers every answer carries; the Content-Security-Policy has a nonce and comes from `src/proxy.ts`. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  // Browsers heed it where they came by https.
  { key: "Strict-Transport-Security", value: "max-age=63072000; includeSubDomains" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: ["@hostwright/core", "@hostwright/sdk"],
  turbopack: { root: join(import.meta.dirname, "../..") },
  // The repository's own type check covers this package; a build at a customer's needs no second one.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // A build that failed for a passing reason must not be remembered: the cache would fail every build after it.
  experimental: { turbopackFileSystemCacheForBuild: false },
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
};

export default config;
