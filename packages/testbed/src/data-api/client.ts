import { RDSDataClient } from "@aws-sdk/client-rds-data";

/** AWS's own client, speaking to an endpoint of ours. One attempt: a statement repeated unasked may act twice. */
export function dataApiClient(endpoint: string): RDSDataClient {
  return new RDSDataClient({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "testbed", secretAccessKey: "testbed" },
    maxAttempts: 1,
  });
}

/** A cluster's names; the endpoint reaches its one database whatever they say. */
export const testCluster = {
  resourceArn: "arn:aws:rds:eu-central-1:111122223333:cluster:test",
  secretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:test",
  database: "test",
};
