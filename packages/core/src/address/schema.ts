import { isIP } from "node:net";
import { z } from "zod";
import { idShape } from "../kernel/shapes.ts";
import { addressFamily, canonicalAddress } from "../network/index.ts";

/** Extra addresses of one family that a server may have. */
export const EXTRA_LIMIT = 4;
/** Reverse names that a server may have: its addresses, and single ones of its IPv6 networks. */
export const REVERSE_NAMES_LIMIT = 64;

export const orderAddressInput = z.strictObject({
  id: idShape("srv"),
  family: addressFamily.describe("`ipv4`: one address. `ipv6`: a /64 network."),
});

const address = z
  .string()
  .max(45)
  .refine((text) => isIP(text) > 0 && !text.includes("%"), "not an IP address")
  .transform((text) => (isIP(text) > 0 && !text.includes("%") ? canonicalAddress(text) : text))
  .meta({ example: "203.0.113.7" });

export const releaseAddressInput = z.strictObject({
  id: idShape("srv"),
  address: address.describe("An extra IPv4 address, or any address of an extra /64."),
});

/** As registered in DNS: at least two labels, of letters, digits and hyphens (RFC 1123), the last not a number. */
const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export const setReverseDnsInput = z.strictObject({
  id: idShape("srv"),
  address: address.describe("An IPv4 address of the server, or a single address in one of its IPv6 networks."),
  reverse_dns: z
    .string()
    .max(254)
    .transform((text) => text.toLowerCase().replace(/\.$/, ""))
    .pipe(z.string().max(253).regex(HOST_NAME, "not a host name with its domain, like www.example.com"))
    .nullable()
    .describe("The host name it is to resolve to; null takes the name away.")
    .meta({ example: "www.example.com" }),
});
