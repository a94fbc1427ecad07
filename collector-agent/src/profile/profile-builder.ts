import type { Batch } from '@meshprof/native';
import { CostClassifier } from '../cost/cost-classifier.ts';
import { compactTables } from './compact-tables.ts';
import { type Mapping, type ProcessProfile } from './process-profile.ts';
import type { ProfileBuilder, ProfileBuilderOptions, TakeOptions } from './profile-builder-options.ts';
import { rowAt } from './row-at.ts';
import { SessionTables } from './session-tables.ts';
import { ThreadLabels } from './thread-label.ts';
import { truncatedStacks } from './truncated-stacks.ts';
import { WindowSamples } from './window-samples.ts';

export function createProfileBuilder(options: ProfileBuilderOptions): ProfileBuilder {
  return new SessionProfileBuilder(options);
}

class SessionProfileBuilder implements ProfileBuilder {
  readonly #options: ProfileBuilderOptions;
  readonly #tables = new SessionTables();
  readonly #costs = new CostClassifier();
  readonly #threadLabels = new Map<number, ThreadLabels>(); // by tgid
  #window = new Map<number, WindowSamples>(); // by tgid

  constructor(options: ProfileBuilderOptions) {
    this.#options = options;
  }

  add(batch: Batch): void {
    this.#tables.append(batch);
    for (let i = 0; i < batch.sampleKind.length; i++) {
      rowAt(this.#tables.stacks, batch.sampleStack[i] ?? -1, 'stack');
      const tgid = rowAt(batch.sampleTgid, i, 'sample row');
      samplesOf(this.#window, tgid).add(batch, i);
    }
  }

  take(options: TakeOptions): ProcessProfile[] {
    const window = this.#window;
    this.#window = new Map();
    for (const tgid of options.tgids ?? []) samplesOf(window, tgid);
    return [...window].map(([tgid, samples]) => this.#profileOf(tgid, samples, options));
  }

  #profileOf(tgid: number, samples: WindowSamples, options: TakeOptions): ProcessProfile {
    const labels = this.#threadLabels.get(tgid) ?? new ThreadLabels();
    this.#threadLabels.set(tgid, labels);
    const byLabel = samples.byThreadLabel((tid) => labels.labelOf(options.threadName(tgid, tid)));
    const compact = compactTables(this.#tables, byLabel);
    const categories = this.#costs.categoriesOf(
      compact.frames,
      compact.stacks.map(({ frames }) => frames)
    );
    return {
      identity: options.identities(tgid),
      startUnixNs: options.startUnixNs,
      durationNs: options.durationNs,
      frequencyHz: this.#options.frequencyHz,
      events: this.#options.events,
      wakers: this.#options.wakers ?? false,
      stallProfile: this.#options.stallProfile ?? false,
      ...compact,
      stacks: compact.stacks.map((stack, index) => ({ ...stack, costCategory: categories[index] ?? 'unresolved' })),
      mappings: compact.mappings.map((mapping) => withHtlhash(mapping, tgid, options)),
      // Ids of the two never meet: these begin with `stack.`.
      lost: { ...options.lost?.(tgid), ...truncatedStacks(compact, compact) },
      ...(options.taskId === undefined ? {} : { taskId: options.taskId }),
    };
  }
}

function samplesOf(window: Map<number, WindowSamples>, tgid: number): WindowSamples {
  let samples = window.get(tgid);
  if (!samples) {
    samples = new WindowSamples();
    window.set(tgid, samples);
  }
  return samples;
}

function withHtlhash(mapping: Mapping, tgid: number, options: TakeOptions): Mapping {
  if (mapping.buildId !== '') return mapping;
  const htlhash = options.htlhash?.(tgid, mapping);
  return htlhash === undefined ? mapping : { ...mapping, htlhash };
}
