import * as Adoption from "@hostwright/core/adoption";
import * as Migration from "@hostwright/core/migration/operators";
import { route } from "../route.ts";

const tag = "Operators";

export const migrationRoutes = [
  route("GET /v1/operator/migrations", Migration.listMigrations, {
    answer: Migration.migrationList,
    tag,
    summary: "List migrations with what they came to",
  }),
  route("GET /v1/operator/migrations/{id}/set-aside", Migration.listSetAside, {
    answer: Migration.setAsideList,
    tag,
    summary: "List the rows of a migration's source that were not brought over, and why",
  }),
  route("GET /v1/operator/legacy-records", Migration.listLegacyRecords, {
    answer: Migration.legacyRecordList,
    tag,
    summary: "Search what came over from another system and has no place here yet",
  }),
  route("GET /v1/operator/legacy-records/{id}", Migration.getLegacyRecord, {
    answer: Migration.legacyRecordAnswer,
    tag,
    summary: "Get a row of another system as it stood there",
  }),
  route("GET /v1/operator/legacy-tables", Migration.listLegacyTables, {
    answer: Migration.legacyTableList,
    tag,
    summary: "List the tables of another system of which rows are kept",
  }),
  route("GET /v1/operator/adoptions", Adoption.listAdoptions, {
    answer: Adoption.adoptionList,
    tag,
    summary: "List servers that were brought over, with whose their VMs are",
  }),
  route("POST /v1/operator/servers/{id}/actions/adopt", Adoption.adoptServer, {
    status: 202,
    answer: Adoption.adoptionActionAnswer,
    tag,
    summary: "Mark a server's VM as ours",
    description: "Appends one line to the VM's description and changes nothing else. The VM is still run elsewhere.",
  }),
  route("POST /v1/operator/servers/{id}/actions/disown", Adoption.disownServer, {
    status: 202,
    answer: Adoption.adoptionActionAnswer,
    tag,
    summary: "Take our mark from a server's VM again",
  }),
  route("POST /v1/operator/servers/{id}/actions/hand-over", Adoption.handOverServer, {
    answer: Adoption.handOverAnswer,
    tag,
    summary: "Run a server here from now on",
    description: "Refused while the source still changes it. A held server's VM is stopped and kept stopped.",
  }),
  route("POST /v1/operator/servers/{id}/actions/hand-back", Adoption.handBackServer, {
    answer: Adoption.adoptionAnswer,
    tag,
    summary: "Let the system a server comes from run it again",
  }),
];
