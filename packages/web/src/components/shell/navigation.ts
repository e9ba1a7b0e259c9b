import {
  Activity,
  Building2,
  Gauge,
  KeyRound,
  type LucideIcon,
  MessagesSquare,
  Network,
  ReceiptText,
  Scale,
  ScrollText,
  SearchCheck,
  Server,
  ShieldCheck,
  Truck,
  UserCog,
  Users,
  Webhook,
  Workflow,
} from "lucide-react";

export interface Destination {
  href: string;
  title: string;
  icon: LucideIcon;
}

export const CUSTOMER_PAGES: Destination[] = [
  { href: "/servers", title: "Servers", icon: Server },
  { href: "/activity", title: "Activity", icon: Activity },
  { href: "/invoices", title: "Invoices", icon: ReceiptText },
  { href: "/tickets", title: "Tickets", icon: MessagesSquare },
  { href: "/audit", title: "Audit", icon: ScrollText },
  { href: "/keys", title: "API keys", icon: KeyRound },
  { href: "/webhooks", title: "Webhooks", icon: Webhook },
  { href: "/team", title: "Team", icon: Users },
  { href: "/team/roles", title: "Roles", icon: ShieldCheck },
];

export const OPERATOR_PAGES: Destination[] = [
  { href: "/operator/servers", title: "Servers", icon: Server },
  { href: "/operator/actions", title: "Actions", icon: Workflow },
  { href: "/operator/findings", title: "Reconciliation", icon: Scale },
  { href: "/operator/capacity", title: "Capacity", icon: Gauge },
  { href: "/operator/migrations", title: "Migrations", icon: Truck },
  { href: "/operator/addresses", title: "Addresses", icon: Network },
  { href: "/operator/audit", title: "Audit", icon: ScrollText },
  { href: "/operator/tenants", title: "Tenants", icon: Building2 },
  { href: "/operator/invoices", title: "Invoices", icon: ReceiptText },
  { href: "/operator/tickets", title: "Tickets", icon: MessagesSquare },
  { href: "/operator/staff", title: "Staff", icon: UserCog },
  { href: "/operator/search", title: "Find", icon: SearchCheck },
];

/** The page that a path belongs to: the nearest, since one may be below another. */
export const pageOf = (pages: Destination[], pathname: string): Destination | undefined =>
  pages
    .filter(({ href }) => pathname === href || pathname.startsWith(`${href}/`))
    .sort((one, other) => other.href.length - one.href.length)[0];

export const isOperatorPath = (pathname: string): boolean =>
  pathname === "/operator" || pathname.startsWith("/operator/");
/** A person's own pages, operators' and customers' alike. */
export const isAccountPath = (pathname: string): boolean => pathname.startsWith("/account/");
