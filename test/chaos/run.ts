import { createDatabase } from "../database.ts";
import { startTestSystem } from "../system.ts";
import { Disorder } from "./disorder.ts";
import { Disturbances, STEADY } from "./disturbances.ts";
import { strangersOf, withStrangers } from "./foreign.ts";
import { checkAlways, checkAtRest, checkLeftovers, checkNothingLeft, checkRepeats } from "./invariants.ts";
import { live, type World } from "./life.ts";
import { ErrorLog } from "./log.ts";
import { Memory } from "./memory.ts";
import { People } from "./people.ts";
import { makePlan } from "./plan.ts";
import { Random } from "./random.ts";
import { RelayFleet } from "./relay-fleet.ts";
import { clearAway, comesToRest, heal, repeatFailed } from "./settle.ts";
import { ChaosTime } from "./time.ts";
import { Watch } from "./watch.ts";

export interface ChaosOptions {
  seed: number;
  operations: number;
  /** A PostgreSQL in which to make a database; its superuser. */
  postgresUrl: string;
  log(line: string): void;
  /** Lives at a time. */
  crowd?: number;
}

export interface ChaosResult {
  seed: number;
  operations: number;
  servers: number;
  seconds: number;
  /** Hours of the stepped clock. */
  hours: number;
  broken: { invariant: string; details: string }[];
  counts: Record<string, number>;
  memory: Memory["growth"];
}

/** Task and guest times are divided by it: long enough that much is under way at once. */
const SPEED = 25;
/** Real time without an answer or an end; the clock passes hours in it. */
const STALL_MS = 180_000;
/** Of one kind, so many are told. */
const MOST_TOLD = 5;

/** With so few actions under way, time may pass faster. */
const QUIET = 5;

/** The log lines that no fault explains. */
const DEFECTS = ["step crashed", "a job handler broke", "job broke", "a job is not understood"];

/** Runs a plan against a whole system, and holds it to its invariants meanwhile and at the end. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, operations, postgresUrl, log } = options;
  const plan = makePlan(seed, operations);
  const counts: Record<string, number> = {};
  let movedAt = performance.now();
  const count = (what: string) => {
    movedAt = performance.now();
    counts[what] = (counts[what] ?? 0) + 1;
  };
  const broken: ChaosResult["broken"] = [];
  const breaks = (invariant: string, about: unknown) => {
    const details = JSON.stringify(about);
    count(`BROKEN ${invariant}`);
    if (broken.filter((one) => one.invariant === invariant).length >= MOST_TOLD) return;
    broken.push({ invariant, details });
    log(`BROKEN ${invariant}: ${details}`);
  };
  const errors = new ErrorLog((message, fields) => {
    if (DEFECTS.includes(message)) breaks("nothing of ours breaks", { message, fields });
  });

  const disorder = new Disorder(new Random(seed + 1));
  const time = await ChaosTime.begin(postgresUrl);
  const system = await startTestSystem({
    time,
    speed: SPEED,
    relays: 0,
    log: errors.log(),
    database: await createDatabase(postgresUrl),
    site: withStrangers,
    adapt: disorder.adapt,
  });
  const fleet = new RelayFleet(system, time, errors.error);
  const people = new People(system, time);
  const watch = new Watch(system, time);
  const parts = { system, time, people, watch };
  const watching = watch.run();
  time.isQuiet = () => watch.waiting().length < QUIET;
  const disturbances = new Disturbances(plan, { system, time, fleet, postgresUrl });
  const memory = new Memory();
  const strangers = new Map([...system.testbeds].map(([name, testbed]) => [name, strangersOf(testbed)]));
  const checkStrangers = () => {
    for (const [name, testbed] of system.testbeds)
      if (strangersOf(testbed) !== strangers.get(name)) breaks("what is not ours is never touched", { location: name });
  };
  const began = performance.now();
  const beganAt = time.now;
  const seconds = () => (performance.now() - began) / 1000;
  let begun = 0;
  const world: World = {
    ...parts,
    count,
    broken: breaks,
    answered: [],
    lateClones: 0,
    begun: () => {
      begun += 1;
      disturbances.due(begun);
    },
  };

  try {
    for (const name of ["fra1-1", STEADY, "hel1-1"]) await fleet.start(name);
    const queue = [...plan.lives];
    const worker = async () => {
      for (let life = queue.shift(); life; life = queue.shift()) await live(world, life);
    };
    let living = true;
    const lives = Promise.all(Array.from({ length: options.crowd ?? 60 }, worker)).finally(() => {
      living = false;
    });
    const every = Math.max(50, Math.min(500, plan.operations / 20));
    for (let next = every; living; ) {
      await Promise.race([lives, time.sleep(2_000)]);
      time.assertPasses();
      if (performance.now() - movedAt > STALL_MS) {
        breaks("the lives go on", { waiting: watch.waiting() });
        break;
      }
      if (begun < next) continue;
      next = begun + every;
      checkStrangers();
      // The database may just be cut off.
      await checkAlways(system, breaks).catch(() => undefined);
      const weight = await memory.sample(fleet, STEADY);
      const hours = ((time.now - beganAt) / 3_600_000).toFixed(1);
      log(`${begun} of ${plan.operations} operations, ${(begun / seconds()).toFixed(1)}/s, ${hours} h; ${weight}`);
    }
    if (!living) await lives;
    await disturbances.over();
    for (const name of ["fra1-1", "hel1-1"]) await fleet.start(name);
    disorder.quiet = true;
    for (const testbed of system.testbeds.values()) testbed.faults.clear();

    if (!(await comesToRest(parts, log))) breaks("the system comes to rest", { waiting: watch.waiting() });
    await checkLeftovers(system, breaks);
    const healed = await heal(parts);
    counts["healed by undoing again"] = healed.length;
    for (const ended of healed) if (ended.leftovers.length > 0) breaks("undoing again heals", ended);
    const repeated = await repeatFailed(parts);
    counts["failed and done again"] = repeated.length;
    for (const ended of repeated) if (ended.status !== "success") breaks("what failed can be done again", ended);
    if (!(await comesToRest(parts, log)))
      breaks("the system comes to rest after healing", { waiting: watch.waiting() });
    await checkAtRest(system, breaks);
    await checkRepeats(people, world.answered.slice(-50), breaks);
    const cleared = await clearAway(parts);
    for (const ended of cleared) if (ended.status !== "success") breaks("what is left can be deleted", ended);
    if (!(await comesToRest(parts, log))) breaks("the system comes to rest at last", { waiting: watch.waiting() });
    await checkAtRest(system, breaks);
    checkNothingLeft(await system.snapshot(), system, breaks);
    checkStrangers();

    for (const [what, times] of Object.entries({ ...disorder.counts, ...disturbances.counts })) counts[what] = times;
    for (const [message, times] of errors.counts) counts[`logged: ${message}`] = times;
    counts["clones after their undo"] = world.lateClones;
    return {
      seed,
      operations: begun,
      servers: plan.lives.length,
      seconds: seconds(),
      hours: (time.now - beganAt) / 3_600_000,
      broken,
      counts,
      memory: memory.growth,
    };
  } finally {
    watch.stop();
    await watching;
    await fleet.stop();
    await system.stop();
  }
}
