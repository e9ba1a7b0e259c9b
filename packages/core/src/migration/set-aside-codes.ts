/**
 * Why a row was not brought over: stable codes, each with what it means and what to put into the mapping file to change
 * that. A row's own message says which field and which value.
 */
export const SET_ASIDE = {
  parent_set_aside: {
    means: "What it belongs to was itself set aside.",
    hint: "Resolve the row that the message names; this one follows.",
  },
  orphan: {
    means: "It refers to a row that does not exist in the source.",
    hint: '`orphans: legacy` keeps such rows verbatim; or assign it: `assign: {"<table>:<id>": {tenant: <client id>}}`.',
  },
  zero_date: {
    means: "A date that is needed is 0000-00-00 or not a day of the calendar.",
    hint: '`dates: {"<table>:<id>.<column>": YYYY-MM-DD}`.',
  },
  ambiguous_field: {
    means: "Two options or fields stand for the same thing and say different things.",
    hint: "`products: {<id>: {<spec>: {from: option:<id> | field:<id>}}}` says which one counts.",
  },
  unreadable_unit: {
    means: "A value could not be read as a number of a known unit.",
    hint: '`products: {<id>: {<spec>: {unit: MB|GB, values: {"<as written>": <number>}}}}`.',
  },
  unlimited_value: {
    means: "The value means `unlimited` or is empty where a size is needed.",
    hint: '`products: {<id>: {<spec>: {values: {"unlimited": <number>}}}}`.',
  },
  option_deleted: {
    means: "The chosen option or sub-option no longer exists.",
    hint: "`options: {<config option id>: {<sub-option id>: <value>}}`.",
  },
  unreadable_hostname: {
    means: "The host name is damaged: no rule of DNS allows it.",
    hint: "`hostnames: {<service id>: <host name>}`, or `hostnames: {damaged: none}` to bring such services over without one.",
  },
  image_unmapped: {
    means: "The system it names is not in the mapping.",
    hint: '`images: {"<as written>": <image name>}`.',
  },
  location_unmapped: {
    means: "The location it names is not in the mapping.",
    hint: '`locations: {"<as written>": <location name>}`.',
  },
  product_unmapped: {
    means: "What the product is (a VM, something else) could not be told.",
    hint: "`products: {<id>: {as: server | legacy}}`.",
  },
  endpoint_unmapped: {
    means: "The server group or server it runs on is not in the mapping.",
    hint: "`endpoints: {<tblservers id>: {endpoint: <name>, location: <name>}}`.",
  },
  mojibake: {
    means: "Text is damaged: UTF-8 that was stored as latin1.",
    hint: '`text: {repair_mojibake: true}` repairs all of it; or `text: {"<table>:<id>.<column>": <right text>}`.',
  },
  duplicate_email: {
    means: "Another person has the same e-mail address.",
    hint: "`users: {<id>: {email: <other>}}`, or `users: {<id>: {same_as: <id>}}`.",
  },
  invalid_email: {
    means: "The e-mail address is missing or is none.",
    hint: "`users: {<id>: {email: <right one>}}`.",
  },
  email_taken_here: {
    means: "A person with this e-mail address exists here already, and was not brought by a migration.",
    hint: "`existing: {users: link}` takes them for the same person; or `users: {<id>: {email: <other>}}`.",
  },
  name_taken_here: {
    means: "Something of this name exists here already, and was not brought by a migration.",
    hint: "Bind to it in the mapping with `existing: <name>`, or give another name.",
  },
  unknown_currency: {
    means: "The currency is not among the source's currencies.",
    hint: "`currencies: {<id>: <ISO code>}`.",
  },
  unknown_cycle: {
    means: "The billing cycle is none that is known.",
    hint: '`cycles: {"<as written>": monthly|…}`.',
  },
  unreadable_money: {
    means: "An amount is not a decimal number of its currency.",
    hint: '`amounts: {"<table>:<id>.<column>": <decimal>}`.',
  },
  container_lxc: {
    means: "The service is an LXC container; only VMs can be run here.",
    hint: "Move it into a VM, or `products: {<id>: {as: legacy}}`.",
  },
  platform_solusvm: {
    means: "The service runs on SolusVM.",
    hint: "Move it to Proxmox VE first, or `products: {<id>: {as: legacy}}`.",
  },
  platform_virtualizor: {
    means: "The service runs on Virtualizor.",
    hint: "Move it to Proxmox VE first, or `products: {<id>: {as: legacy}}`.",
  },
  vm_claimed_twice: {
    means: "Two services claim the same VM.",
    hint: "`adopt: {<service id>: {vmid: <id>}}` for the right one and `adopt: {<service id>: none}` for the other.",
  },
  vm_id_unreadable: {
    means: "The module's VM id is not a VM id.",
    hint: "`adopt: {<service id>: {vmid: <id>}}`.",
  },
  duplicate_invoice_number: {
    means: "Another invoice was issued under the same number.",
    hint: "`invoices: {<id>: {number: <as printed>}}`.",
  },
  snapshot_unreadable: {
    means: "What WHMCS kept of the buyer as at issue (mod_invoicedata) is damaged or there twice.",
    hint: "`invoices: {<id>: {buyer: today}}`, or for all of them `snapshots: {damaged: today}`: the client as of today, which the document then says.",
  },
  attachment_missing: {
    means: "The file of an attachment is not in the attachments directory, or no directory was given.",
    hint: "Give the directory (`--attachments`) with all files; or `attachments: {missing: note}` brings their names alone.",
  },
  attachment_unsafe: {
    means: "An attachment's file name leads out of the attachments directory.",
    hint: "Nobody reads such a file. `attachments: {missing: note}` brings its name alone.",
  },
  decryption_failed: {
    means: "An encrypted value could not be opened with the given cc_encryption_hash.",
    hint: "Give the hash of the installation that wrote it.",
  },
  unknown_status: {
    means: "The status is none that is known.",
    hint: '`statuses: {"<as written>": <known status>}`.',
  },
  invalid_row: {
    means: "A value does not fit what it is meant for; the message names it.",
    hint: "Correct it in the mapping under the row's table and id, or in the source.",
  },
} as const satisfies Record<string, { means: string; hint: string }>;

export type SetAsideCode = keyof typeof SET_ASIDE;
