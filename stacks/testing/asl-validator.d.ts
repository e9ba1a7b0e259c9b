declare module "asl-validator" {
  /** Checks a definition against the schema of Amazon States Language, its paths and its transitions. */
  export default function validate(definition: unknown): { isValid: boolean; errors: unknown[] };
}
