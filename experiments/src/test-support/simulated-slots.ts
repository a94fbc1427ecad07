import type { ExperimentSpec, SlotResult } from '@meshprof/contracts';
import type { ReportInput } from '../report/report-input.ts';
import { aaSchedule, schedule } from '../schedule/schedule.ts';
import { withDefaults } from '../spec/with-defaults.ts';
import type { Random } from '../statistics/random.ts';
import { seededRandom } from '../statistics/random.ts';

export interface Simulation {
  readonly spec: ExperimentSpec;
  readonly seed: number;
  /** Noise of log CPU per request of one slot. */
  readonly slotNoise: (random: Random) => number;
  /** Noise that all slots of a block have in common: what blocks are for. */
  readonly blockNoise?: (random: Random) => number;
  /** Log CPU per request that a slot has more than the one before. */
  readonly driftPerSlot?: number;
  /** True change of CPU per request by variant, in percent; others have none. */
  readonly effectsPercent?: Readonly<Record<string, number>>;
  /** Blocks that were run; all by default. */
  readonly blocks?: number;
  /** Changes a slot before it is used. */
  readonly adjust?: (slot: SlotResult) => SlotResult;
}

const BASELINE_US = 100;
const REQUESTS = 150_000;
const SLOT_MS = 75_000;

/** What an agent would hand to `buildReport`, from a model in which the truth is known. */
export function simulate(simulation: Simulation): ReportInput {
  const { spec, seed, adjust = (slot: SlotResult) => slot } = simulation;
  const full = withDefaults(spec, seed);
  const random = seededRandom(seed);
  const names = { baseline: full.baseline.name, variants: full.variants.map(({ name }) => name) };
  const order = schedule({ ...names, blocks: full.blocks, seed });
  const slotsOf = (phase: SlotResult['phase'], blocks: readonly (readonly string[])[]) => {
    const context = { simulation, random, phase };
    let count = 0;
    return blocks.flatMap((row, block) => {
      const shared = simulation.blockNoise?.(random) ?? 0;
      return row.map((variant, slot) => adjust(slotOf({ variant, block, slot, shared, count: count++ }, context)));
    });
  };
  return {
    experimentId: 'simulated',
    spec,
    seed,
    aaSlots: slotsOf('a-a', aaSchedule(names.baseline)),
    slots: slotsOf('variants', order.slice(0, simulation.blocks ?? full.blocks)),
    restored: { proven: true, hashBefore: 'h', hashAfter: 'h' },
    startUnixMs: 0,
    endUnixMs: 1,
  };
}

interface Place {
  readonly variant: string;
  readonly block: number;
  readonly slot: number;
  readonly shared: number;
  readonly count: number;
}

interface Context {
  readonly simulation: Simulation;
  readonly random: Random;
  readonly phase: SlotResult['phase'];
}

function slotOf({ variant, block, slot, shared, count }: Place, { simulation, random, phase }: Context): SlotResult {
  const { slotNoise, driftPerSlot = 0, effectsPercent = {} } = simulation;
  const effect = Math.log1p((effectsPercent[variant] ?? 0) / 100);
  const cpuPerRequestUs = BASELINE_US * Math.exp(effect + shared + slotNoise(random) + driftPerSlot * count);
  return {
    phase,
    block,
    slot,
    attempt: 0,
    variant,
    startUnixMs: count * SLOT_MS,
    durationMs: 30_000,
    requests: REQUESTS,
    failedRequests: 0,
    requestsPerSecond: REQUESTS / 30,
    cpuNs: cpuPerRequestUs * 1_000 * REQUESTS,
    cpuPerRequestUs,
    switches: 20_000,
    latencyUs: { p50: 300, p99: 900, p999: 2_000 },
    treatment: [{ knob: 'tracing.sampling', expected: variant, observed: variant, proven: true }],
    configHash: 'h',
  };
}
