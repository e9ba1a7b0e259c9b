import { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Settings } from "../settings.ts";

/** How long logs are kept: a production incident is looked at for months, another stage's for days. */
export const retention = ({ production }: Pick<Settings, "production">): RetentionDays =>
  production ? RetentionDays.THREE_MONTHS : RetentionDays.TWO_WEEKS;
