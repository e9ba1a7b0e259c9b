/**
 * The tables that have a place of their own here, with the columns that are read. What is not named is never fetched: card
 * data above all.
 */
import {
  addons,
  configLinks,
  configOptions,
  configuration,
  currencies,
  customFields,
  pricing,
  products,
  servers,
  subOptions,
} from "./tables/catalog.ts";
import { credits, invoiceItems, invoices, transactions } from "./tables/money.ts";
import { clients, contacts, users, usersClients } from "./tables/people.ts";
import { customFieldValues, hosting, hostingAddons, hostingOptions } from "./tables/services.ts";
import { departments, ticketReplies, tickets } from "./tables/tickets.ts";

export * from "./tables/catalog.ts";
export * from "./tables/money.ts";
export * from "./tables/people.ts";
export * from "./tables/services.ts";
export * from "./tables/tickets.ts";

/** Without these no WHMCS works, whatever its version. */
export const REQUIRED_TABLES = [
  configuration,
  currencies,
  clients,
  contacts,
  products,
  pricing,
  configOptions,
  subOptions,
  configLinks,
  customFields,
  customFieldValues,
  addons,
  servers,
  hosting,
  hostingOptions,
  hostingAddons,
  invoices,
  invoiceItems,
  transactions,
  credits,
  departments,
  tickets,
  ticketReplies,
].map(({ name }) => name);

/** What people are from version 8 on. */
export const USER_TABLES = [users.name, usersClients.name];
