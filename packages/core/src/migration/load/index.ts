import type { Kind } from "../entities.ts";
import {
  creditLoader,
  invoiceLoader,
  legacyLoader,
  sequenceLoader,
  ticketLoader,
  transactionLoader,
} from "./archive.ts";
import { attachmentLoader } from "./attachments.ts";
import { currencyLoader, endpointLoader, imageLoader, locationLoader, planLoader } from "./catalog.ts";
import type { Loader } from "./loader.ts";
import { contactLoader, membershipLoader, tenantLoader, userLoader } from "./people.ts";
import { serverLoader } from "./servers.ts";

export const LOADERS: { [K in Kind]: Loader<K> } = {
  currencies: currencyLoader,
  users: userLoader,
  tenants: tenantLoader,
  memberships: membershipLoader,
  contacts: contactLoader,
  plans: planLoader,
  images: imageLoader,
  locations: locationLoader,
  endpoints: endpointLoader,
  servers: serverLoader,
  invoices: invoiceLoader,
  transactions: transactionLoader,
  credits: creditLoader,
  tickets: ticketLoader,
  attachments: attachmentLoader,
  sequences: sequenceLoader,
  legacy: legacyLoader,
};
