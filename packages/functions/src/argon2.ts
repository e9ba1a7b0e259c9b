import { randomBytes } from "node:crypto";
import { argon2id, argon2Verify } from "hash-wasm";

/**
 * Stands in for @node-rs/argon2 in the Lambdas' bundles (stacks/constructs/lambda.ts): WebAssembly inside the file
 * instead of a binary for each processor, so that any machine can build for arm64, offline. Same hashes, same format;
 * it computes on the main thread, which in a Lambda nobody else waits for.
 */
export const hash = (
  password: string,
  options: { memoryCost: number; timeCost: number; parallelism: number },
): Promise<string> =>
  argon2id({
    password,
    salt: randomBytes(16),
    memorySize: options.memoryCost,
    iterations: options.timeCost,
    parallelism: options.parallelism,
    hashLength: 32,
    outputType: "encoded",
  });

export const verify = (hashed: string, password: string): Promise<boolean> => argon2Verify({ password, hash: hashed });
