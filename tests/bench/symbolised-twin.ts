import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CostCategoryId } from '@meshprof/contracts';
import { openSession, type Session, SampleKind } from '@meshprof/native';
import type { ClassifiableFrame } from '../../collector-agent/src/cost/classify-frame.ts';
import { CostClassifier } from '../../collector-agent/src/cost/cost-classifier.ts';
import type { Frame } from '../../collector-agent/src/profile/process-profile.ts';
import { SessionTables } from '../../collector-agent/src/profile/session-tables.ts';
import { readStrippedNames, type StrippedName } from '../../native/test/stripped-truth.ts';
import { buildSymbolsTests, nameAddresses } from '../../native/test/symbols-build.ts';
import { startGated, workloadFile } from './subjects/gated-program.ts';

/** A stand-in for Envoy that knows its own CPU time by feature, and the same without symbols. */
const [TWIN, STRIPPED_TWIN] = ['envoy-twin', 'envoy-twin-stripped'];
const FREQUENCY_HZ = 499;
const DRAIN_MS = 100;
export const isTwinBuilt = (): boolean => existsSync(workloadFile(STRIPPED_TWIN));

/** What one recorded stack is, by the symbols of the twin and by what the stripped binary proves. */
export interface ComparedStack {
  readonly ticks: number;
  readonly named: CostCategoryId;
  readonly stripped: CostCategoryId;
}

export interface TwinComparison {
  readonly stacks: readonly ComparedStack[];
  /** CPU time by the program's own clocks; names are categories, or `rest`. */
  readonly sectionNs: ReadonlyMap<string, number>;
}

/**
 * Records the stripped program and names each address twice, so that both sets of names see the very same stacks: the
 * comparison is free of sampling error.
 */
export async function compareWithTwin(seconds: number): Promise<TwinComparison> {
  buildSymbolsTests();
  const program = await startGated(STRIPPED_TWIN, ['--seconds', String(seconds)]);
  try {
    const session = openSession({ pids: [program.pid], events: ['on-cpu'], frequencyHz: FREQUENCY_HZ });
    try {
      const { tables, ticks, truth } = await recordStacks(session, program.work);
      const sections = (truth as unknown as { sections: Record<string, number> }).sections;
      return { stacks: compareStacks(tables, ticks), sectionNs: new Map(Object.entries(sections)) };
    } finally {
      session.close();
    }
  } finally {
    await program.end();
  }
}

interface Recorded {
  readonly tables: SessionTables;
  /** By stack. */
  readonly ticks: ReadonlyMap<number, number>;
  readonly truth: Record<string, unknown>;
}

async function recordStacks(session: Session, work: () => Promise<Record<string, unknown>>): Promise<Recorded> {
  const tables = new SessionTables();
  const ticks = new Map<number, number>();
  const drain = () => {
    const batch = session.drain();
    tables.append(batch);
    batch.sampleStack.forEach((stack, i) => {
      if (batch.sampleKind[i] !== SampleKind.onCpu) return;
      ticks.set(stack, (ticks.get(stack) ?? 0) + Number(batch.sampleCount[i]));
    });
  };
  let over = false;
  const working = work().finally(() => (over = true));
  while (!over) {
    await sleep(DRAIN_MS);
    drain();
  }
  session.stop();
  drain();
  return { tables, ticks, truth: await working };
}

/** A code address in some frame's place; of a return address that of the call, which may end its function. */
interface Place {
  readonly frame: Frame;
  readonly address: number;
}

interface PlacedStack {
  readonly ticks: number;
  /** Indices of the places, leaf first. */
  readonly places: readonly number[];
}

function compareStacks(tables: SessionTables, ticks: Recorded['ticks']): ComparedStack[] {
  const { places, stacks } = placesOf(tables, ticks);
  const path = workloadFile(STRIPPED_TWIN);
  const isOurs = ({ frame }: Place): boolean => tables.mappings[frame.mapping]?.path === path;
  const ours = places.filter(isOurs).map(({ address }) => address);
  const symbols = nameAddresses(workloadFile(TWIN), ours).names;
  const proven = readStrippedNames(path).names.sort((a, b) => a.start - b.start);
  const named = places.map((place) => (isOurs(place) ? symbolFrame(symbols.get(place.address) ?? '') : place.frame));
  const stripped = places.map((place) => {
    return isOurs(place) && place.frame.source === 'none' ? strippedFrame(proven, place.address) : place.frame;
  });
  const paths = stacks.map((stack) => stack.places);
  const byName = new CostClassifier().categoriesOf(named, paths);
  const byProof = new CostClassifier().categoriesOf(stripped, paths);
  return stacks.map((stack, i) => ({ ticks: stack.ticks, named: byName[i]!, stripped: byProof[i]! }));
}

function placesOf({ frames, stacks }: SessionTables, ticks: Recorded['ticks']) {
  const places: Place[] = [];
  const known = new Map<number, number>();
  const indexOf = (row: number, isReturn: boolean): number => {
    const key = row * 2 + (isReturn ? 1 : 0);
    const frame = frames[row]!;
    const index = known.get(key) ?? places.push({ frame, address: Number(frame.address) - (isReturn ? 1 : 0) }) - 1;
    known.set(key, index);
    return index;
  };
  const placed = [...ticks].map(([stack, count]): PlacedStack => {
    const rows = [...stacks[stack]!.frames];
    const leaf = rows.findIndex((row) => frames[row]!.kind === 'native');
    return { ticks: count, places: rows.map((row, depth) => indexOf(row, depth > leaf)) };
  });
  return { places, stacks: placed };
}

function symbolFrame(name: string): ClassifiableFrame {
  return { name, file: '', kind: 'native', source: name === '' ? 'none' : 'symtab' };
}

function strippedFrame(proven: readonly StrippedName[], address: number): ClassifiableFrame {
  const found = proven.findLast(({ start }) => start <= address);
  return found !== undefined && address < found.limit
    ? { name: found.name, file: found.file, kind: 'native', source: found.source }
    : { name: '', file: '', kind: 'native', source: 'none' };
}

export const ticksWhere = (stacks: readonly ComparedStack[], holds: (stack: ComparedStack) => boolean): number =>
  stacks.filter(holds).reduce((sum, { ticks }) => sum + ticks, 0);

export interface FeatureTicks {
  readonly feature: string;
  readonly named: number;
  readonly stripped: number;
  /** Share of the CPU time by the program's own clocks. */
  readonly truth: number;
}

const FEATURES = ['tracing.', 'accesslog.', 'stats.', 'filter.lua', 'filter.authz'];

/** What of the samples, and of the program's time, is each feature's. */
export function featureTicks({ stacks, sectionNs }: TwinComparison): FeatureTicks[] {
  const sections = [...sectionNs];
  const sumNs = (chosen: typeof sections) => chosen.reduce((sum, [, ns]) => sum + ns, 0);
  return FEATURES.map((feature) => ({
    feature: feature.replace(/\.$/, ''),
    named: ticksWhere(stacks, ({ named }) => named.startsWith(feature)),
    stripped: ticksWhere(stacks, ({ stripped }) => stripped.startsWith(feature)),
    truth: sumNs(sections.filter(([name]) => name.startsWith(feature))) / sumNs(sections),
  }));
}
