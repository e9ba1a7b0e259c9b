/** `secretsmanager:<arn>` in an environment variable: the setting is that secret, fetched when the process starts. */
const REFERENCE = "secretsmanager:";

type FetchSecret = (arn: string) => Promise<string>;

/**
 * The environment with every reference to AWS Secrets Manager replaced by the secret. Secrets are read once, while the
 * Lambda initialises: a new version of one is taken up by new Lambdas (docs/operate/deploy.md, rotation).
 */
export async function withSecrets(
  environment: NodeJS.ProcessEnv,
  fetchSecret?: FetchSecret,
): Promise<NodeJS.ProcessEnv> {
  const references = Object.entries(environment).flatMap(([name, value]) =>
    value?.startsWith(REFERENCE) ? [{ name, arn: value.slice(REFERENCE.length) }] : [],
  );
  if (references.length === 0) return environment;
  const fetch = fetchSecret ?? (await secretsManager());
  const secrets = await Promise.all(references.map(async ({ name, arn }) => [name, await fetch(arn)]));
  return { ...environment, ...Object.fromEntries(secrets) };
}

async function secretsManager(): Promise<FetchSecret> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({});
  return async (arn) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (SecretString === undefined) throw new Error(`the secret ${arn} holds no text`);
    return SecretString;
  };
}
