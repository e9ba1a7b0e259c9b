import { accountFixtures } from "./fixtures/account-routes.ts";
import { archiveFixtures } from "./fixtures/archive-routes.ts";
import type { Fixture } from "./fixtures/fixture.ts";
import { operatorFixtures } from "./fixtures/operator-routes.ts";
import { peopleFixtures } from "./fixtures/people-routes.ts";
import { privacyFixtures } from "./fixtures/privacy-routes.ts";
import { serverFixtures } from "./fixtures/server-routes.ts";
import { tenantFixtures } from "./fixtures/tenant-routes.ts";

/** One for each route of the manifest; a test fails while one is missing. */
export const fixtures: Record<string, Fixture> = {
  ...privacyFixtures,
  ...tenantFixtures,
  ...accountFixtures,
  ...peopleFixtures,
  ...serverFixtures,
  ...operatorFixtures,
  ...archiveFixtures,
};
