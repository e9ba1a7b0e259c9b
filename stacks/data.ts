import type { Secret as SecretName } from "@hostwright/functions/manifest";
import { Duration, RemovalPolicy, SecretValue } from "aws-cdk-lib";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import * as rds from "aws-cdk-lib/aws-rds";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { type Stack, type StackContext, use } from "sst/constructs";
import { retention } from "./constructs/retention.ts";
import { anchorsBucket, objectsBucket } from "./names.ts";
import { network } from "./network.ts";
import { settingsOf } from "./stage.ts";

const CLUSTER = "hostwright";
export const DATABASE_NAME = "hostwright";
/** Nobody connects to it: the Data API does, from within. Not PostgreSQL's own, so that a stray client finds nothing. */
const PORT = 5433;

/** What is stored: Aurora PostgreSQL behind the Data API, and the secrets functions read when they start. */
export function data({ stack }: StackContext) {
  const settings = settingsOf(stack);
  const { production } = settings;
  const { vpc } = use(network);
  // RDS would make it itself, and keep everything for ever.
  const log = new LogGroup(stack, "DatabaseLog", {
    logGroupName: `/aws/rds/cluster/${CLUSTER}/postgresql`,
    retention: retention(settings),
  });
  const cluster = new rds.DatabaseCluster(stack, "Database", {
    clusterIdentifier: CLUSTER,
    engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_5 }),
    defaultDatabaseName: DATABASE_NAME,
    enableDataApi: true,
    iamAuthentication: true,
    storageEncrypted: true,
    port: PORT,
    vpc,
    vpcSubnets: { subnetGroupName: "database" },
    serverlessV2MinCapacity: settings.database.min_acu,
    serverlessV2MaxCapacity: settings.database.max_acu,
    writer: rds.ClusterInstance.serverlessV2("Writer", { enablePerformanceInsights: true }),
    readers: production
      ? [rds.ClusterInstance.serverlessV2("Reader", { scaleWithWriter: true, enablePerformanceInsights: true })]
      : [],
    // The user only: RDS makes the password and rotates it, see below.
    credentials: rds.Credentials.fromPassword("hostwright", SecretValue.unsafePlainText("unused")),
    backup: { retention: Duration.days(production ? 35 : 3), preferredWindow: "02:00-03:00" },
    preferredMaintenanceWindow: "sun:03:30-sun:04:30",
    cloudwatchLogsExports: ["postgresql"],
    deletionProtection: production,
    copyTagsToSnapshot: true,
    removalPolicy: production ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
  });
  cluster.node.addDependency(log);
  const resource = cluster.node.defaultChild;
  if (!(resource instanceof rds.CfnDBCluster)) throw new Error("the cluster has no resource");
  resource.masterUserPassword = undefined;
  resource.manageMasterUserPassword = true;

  return {
    cluster,
    /** ARN of the secret RDS keeps for the cluster's user. */
    databaseSecret: resource.attrMasterUserSecretSecretArn,
    secrets: secrets(stack, production),
    anchors: anchors(stack, settings),
    objects: objects(stack, settings),
  };
}

/**
 * Anchors of audit chains. What is put stays for its time, whoever wants it gone, the account's owner included; away from
 * production for a day, so that a stage can be taken down again.
 */
function anchors(stack: Stack, { production }: ReturnType<typeof settingsOf>): Bucket {
  return new Bucket(stack, "Anchors", {
    bucketName: anchorsBucket(stack),
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(production ? ANCHOR_DAYS : 1)),
    versioned: true,
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
}

/**
 * Files that are too large for the database's rows, by what they hold: migrations put them in, from where they run. What is
 * taken away can be had back for a month, and no longer: erasure takes things away, too.
 */
function objects(stack: Stack, { production }: ReturnType<typeof settingsOf>): Bucket {
  return new Bucket(stack, "Objects", {
    bucketName: objectsBucket(stack),
    versioned: true,
    lifecycleRules: [
      {
        noncurrentVersionExpiration: Duration.days(OBJECTS_KEPT_DAYS),
        expiredObjectDeleteMarker: true,
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}

const OBJECTS_KEPT_DAYS = 30;

/** Longer than any tenant may keep audit rows. */
const ANCHOR_DAYS = 3653;

/** Operators put the keys in (docs/operate/deploy.md); the seal key and the headers' secrets are made here. */
function secrets(stack: Stack, production: boolean): Record<Exclude<SecretName, "limit-store">, Secret> {
  const secret = (name: SecretName, description: string, length: number) =>
    new Secret(stack, `Secret-${name}`, {
      secretName: `hostwright/${name}`,
      description,
      generateSecretString: { passwordLength: length, excludePunctuation: true },
      removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  return {
    "signing-keys": secret("signing-keys", "Ed25519 private JWKs, newest first: they mint access tokens", 32),
    "verification-keys": secret("verification-keys", "The public halves of signing-keys", 32),
    "audit-keys": secret("audit-keys", "Ed25519 private JWKs, newest first: they sign anchors and checkpoints", 32),
    "audit-verification-keys": secret("audit-verification-keys", "The public halves of audit-keys", 32),
    // 43 letters and digits are 32 bytes in base64url.
    "seal-key": secret(
      "seal-key",
      "Opens what is kept sealed: seeds of second factors, signing and client secrets, keys of persons, answers",
      43,
    ),
    // 44 of them are 33 bytes in base64, as Standard Webhooks wants its secrets.
    "order-review": secret("order-review", "Signs what the order review is asked", 44),
    // Not made up: sign-in tells by it that nobody has put the provider's in, and does not start with a provider set.
    "operator-oidc": new Secret(stack, "Secret-operator-oidc", {
      secretName: "hostwright/operator-oidc",
      description: "Of our client at the operators' sign-in provider; none: there is none",
      secretStringValue: SecretValue.unsafePlainText("none"),
      removalPolicy: production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    }),
    origin: secret("origin", "Header by which the API knows that CloudFront sent a request", 48),
    dashboard: secret("dashboard", "Header by which the API believes the dashboard whose request it brings", 48),
  };
}
