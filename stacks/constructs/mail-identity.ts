import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import type { Stack } from "sst/constructs";
import { domainOf } from "../settings.ts";
import { settingsOf } from "../stage.ts";

/** The domain letters come from, in Amazon SES. Its three DKIM records are outputs: they go into the domain's DNS. */
export function mailIdentity(stack: Stack): void {
  const domain = domainOf(settingsOf(stack).mail);
  const identity = new EmailIdentity(stack, "mail-identity", { identity: Identity.domain(domain) });
  const records = identity.dkimRecords.map(({ name, value }, index) => [
    `MailDkim${index + 1}`,
    `${name} CNAME ${value}`,
  ]);
  stack.addOutputs(Object.fromEntries(records));
}
