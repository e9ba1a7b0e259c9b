import { accountFixtures } from "./fixtures/account-routes.ts";
import type { Fixture } from "./fixtures/fixture.ts";
import { operatorFixtures } from "./fixtures/operator-routes.ts";
/** One for each route of the manifest; a test fails while one is missing. */
import { privacyFixtures } from "./fixtures/privacy-routes.ts";
import { serverFixtures } from "./fixtures/server-routes.ts";
import { tenantFixtures } from "./fixtures/tenant-routes.ts";
export const fixtures: Record<string, Fixture> = {
  ...privacyFixtures,
  ...tenantFixtures,
  ...accountFixtures,
  ...serverFixtures,
  ...operatorFixtures,
};
