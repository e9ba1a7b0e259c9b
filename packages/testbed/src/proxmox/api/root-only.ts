import { parameterFailure } from "../failure.ts";
import type { Call } from "./call.ts";

/** Parameters that only root@pam may give. @throws Failure 400 */
export function rootOnly({ parameters, user }: Call, ...names: string[]): void {
  for (const name of names)
    if (parameters.text(name) !== undefined && parameters.text(name) !== "0" && user !== "root@pam")
      throw parameterFailure({ [name]: "Only root may use this option." });
}
