import type { Shop } from "../company/shop.ts";
import type { Label } from "../labels.ts";
import type { Shape } from "../layout/shapes.ts";
import { ATTACHMENTS } from "./attachments.ts";
import { BILLS } from "./bills.ts";
import { KEPT } from "./kept.ts";
import { LIFE } from "./life.ts";
import { MACHINES } from "./machines.ts";
import { MEANINGS } from "./meanings.ts";
import { MEMBERSHIPS } from "./memberships.ts";
import { ORPHANS } from "./orphans.ts";
import { PEOPLE } from "./people.ts";
import { Scene, type Trap } from "./scene.ts";
import { SIZES } from "./sizes.ts";
import { SNAPSHOTS } from "./snapshots.ts";

const TRAPS: readonly Trap[] = [
  ...SIZES,
  ...MEANINGS,
  ...LIFE,
  ...MACHINES,
  ...PEOPLE,
  ...MEMBERSHIPS,
  ...ORPHANS,
  ...BILLS,
  ...SNAPSHOTS,
  ...KEPT,
  ...ATTACHMENTS,
];

/** The traps that a version's database can hold. */
export const trapsOf = (shape: Shape): readonly Trap[] =>
  TRAPS.filter(({ shapes }) => !shapes || shapes.includes(shape));

/** Plants every trap of the shop's version, each once, among ids of its own. */
export function plantTraps(shop: Shop, label: (label: Label) => void): void {
  for (const trap of trapsOf(shop.options.shape)) trap.plant(new Scene(shop, trap.name, label));
}
