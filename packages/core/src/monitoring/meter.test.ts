import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { count, type Sample } from "./meter.ts";

const MINUTE = 60_000;
const sample = (minutes: number, more: Partial<Sample> = {}): Sample => ({
  vmid: 100,
  at: minutes * MINUTE,
  uptime: minutes * 60,
  netin: minutes * 1000,
  netout: minutes * 100,
  ...more,
});

describe("traffic between two samples", () => {
  test("is what the counters grew by", () => {
    expect(count(sample(10), sample(11))).toEqual({ bytes_in: 1000, bytes_out: 100, gap_seconds: 0, reset: false });
  });

  test("is nothing for a repeat or for what was overtaken", () => {
    expect(count(sample(10), sample(10))).toBeUndefined();
    expect(count(sample(10), sample(9))).toBeUndefined();
  });

  test("is all of the new counters after they began again, even when they have passed the old ones", () => {
    const restarted = sample(11, { uptime: 20, netin: 7, netout: 5 });
    expect(count(sample(10), restarted)).toMatchObject({ bytes_in: 7, bytes_out: 5, reset: true });
    const faster = sample(130, { uptime: 600, netin: 999_999, netout: 9999 });
    expect(count(sample(10), faster)).toMatchObject({ bytes_in: 999_999, gap_seconds: 7200, reset: true });
  });

  test("counts another VM of the same server from its beginning", () => {
    expect(count(sample(10), sample(11, { vmid: 101, netin: 50_000 }))).toMatchObject({ bytes_in: 50_000 });
  });

  test("says so when nobody looked for long", () => {
    expect(count(sample(10), sample(40))).toMatchObject({ bytes_in: 30_000, gap_seconds: 1800, reset: false });
  });

  test("of a server seen for the first time is what has been moved within the hour, else nothing", () => {
    expect(count(undefined, sample(30))).toMatchObject({ bytes_in: 30_000 });
    expect(count(undefined, sample(30 * 24 * 60))).toMatchObject({ bytes_in: 0, bytes_out: 0 });
  });
});

/** One stretch of a VM's life: how long it runs or stands still, how fast it moves bytes, and how it is looked at. */
const stretch = fc.record({
  running: fc.boolean(),
  seconds: fc.integer({ min: 40, max: 4000 }),
  inRate: fc.integer({ min: 0, max: 5000 }),
  outRate: fc.integer({ min: 0, max: 5000 }),
  moved: fc.boolean(),
});

interface Life {
  samples: Sample[];
  /** Bytes really moved up to each sample. */
  truth: number[];
  /** Bytes moved between the last sample of a stretch and its end. */
  unseen: number;
}

/** Lives through the stretches second by second, looked at every 30 s but where a look was missed. */
function live(stretches: (typeof stretch extends fc.Arbitrary<infer T> ? T : never)[], missed: Set<number>): Life {
  const life: Life = { samples: [], truth: [], unseen: 0 };
  let now = 0;
  let truth = 0;
  let look = 0;
  let vmid = 100;
  for (const one of stretches) {
    if (one.moved) vmid += 1;
    const begun = now;
    let sinceLook = 0;
    for (let second = 1; second <= one.seconds; second++) {
      now += 1;
      if (one.running) {
        truth += one.inRate;
        sinceLook += one.inRate;
      }
      if (now % 30 !== 0 || missed.has(look++)) continue;
      const uptime = one.running ? now - begun : 0;
      life.samples.push({ vmid, at: now * 1000, uptime, netin: uptime * one.inRate, netout: uptime * one.outRate });
      life.truth.push(truth);
      sinceLook = 0;
    }
    life.unseen += sinceLook;
  }
  return life;
}

test("whatever happens, nothing is counted twice or below zero, and only what nobody saw is lost", {
  timeout: 60_000,
}, () => {
  const lives = fc.tuple(
    fc.array(stretch, { minLength: 1, maxLength: 12 }),
    fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 200 }),
    fc.infiniteStream(fc.nat({ max: 9 })),
  );
  fc.assert(
    fc.property(lives, ([stretches, missed, luck]) => {
      const { samples, truth, unseen } = live(stretches, new Set(missed));
      if (samples.length === 0) return;
      // Some come twice, some late, some are overtaken.
      const arriving = samples.flatMap((one, index) => {
        const fate = luck.next().value ?? 0;
        const late = samples[Math.max(0, index - 1 - (fate % 3))];
        return fate < 2 ? [one, one] : fate < 4 && late ? [one, late] : [one];
      });
      let newest: Sample | undefined;
      let counted = 0;
      let ambiguous = 0;
      for (const one of arriving) {
        const result = count(newest, one);
        if (!result) continue;
        expect(result.bytes_in).toBeGreaterThanOrEqual(0);
        expect(result.bytes_out).toBeGreaterThanOrEqual(0);
        // What `count` says it cannot tell: begun again right after the sample before, and past its values by now.
        const began = one.at / 1000 - one.uptime;
        if (newest && !result.reset && began > newest.at / 1000 && one.uptime > 0) ambiguous += newest.netin;
        counted += result.bytes_in;
        newest = one;
      }
      const moved = truth.at(-1) ?? 0;
      expect(counted).toBeLessThanOrEqual(moved);
      expect(counted).toBeGreaterThanOrEqual(moved - unseen - ambiguous - firstOf(samples, truth));
    }),
    { numRuns: 200 },
  );
});

/** Of a VM that ran for more than an hour before it was first seen, that is not counted. */
const firstOf = (samples: Sample[], truth: number[]): number =>
  (samples[0]?.uptime ?? 0) > 3600 ? (truth[0] ?? 0) : 0;
