import type { Profile, Sample } from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';
import type { Labels } from '../labels.ts';
import { CallTree } from '../persistence/call-tree.ts';
import type { PreparedProfile } from '../persistence/prepared-profile.ts';
import { encodeProfileBody } from '../persistence/profile-body.ts';
import type { Limits } from '../store-config.ts';
import type { Attribute } from './attribute-values.ts';
import type { DictionaryView } from './dictionary-view.ts';
import { readProfileType, type StoredProfileType } from './profile-type.ts';
import { sampleValue } from './sample-value.ts';
import { seriesLabels } from './series-labels.ts';

const NS_PER_MS = 1_000_000n;
const DEFAULT_DURATION_NS = 10_000_000_000n;
const PROFILE_ID_BYTES = 16;

/** Frames that the samples of one export may walk over in total; spent across its profiles. */
export interface FrameBudget {
  left: number;
}

export interface ConversionContext {
  readonly view: DictionaryView;
  readonly resource: readonly Attribute[];
  readonly limits: Limits;
  readonly budget: FrameBudget;
  readonly nowMs: number;
}

interface SeriesValues {
  readonly labels: Labels;
  readonly values: Map<number, number>;
  total: number;
}

/** Turns one profile into what the database keeps; null if nothing is left of it. */
export function convertProfile(profile: Profile, context: ConversionContext): Checked<PreparedProfile | null> {
  const { limits, view } = context;
  if (profile.samples.length > limits.maxSamplesPerProfile) {
    return invalid(`${profile.samples.length} samples, more than the ${limits.maxSamplesPerProfile} allowed`);
  }
  const type = readProfileType(profile, view.string);
  if (!type.ok) return type;
  const tree = new CallTree();
  const series = new SeriesOfProfile(type.value, context);
  for (const sample of profile.samples) {
    const added = addSample({ sample, period: profile.period, type: type.value, tree, series, context });
    if (!added.ok) return added;
  }
  const found = series.list();
  if (found.length === 0) return valid(null);
  return valid({
    profileId: identifyingId(profile.profileId),
    timeMs: profile.timeUnixNano === 0n ? context.nowMs : Number(profile.timeUnixNano / NS_PER_MS),
    durationMs: Number((profile.durationNano === 0n ? DEFAULT_DURATION_NS : profile.durationNano) / NS_PER_MS),
    series: found.map(({ labels, total }) => ({ labels, total })),
    body: encodeProfileBody(
      tree,
      view.names,
      found.map(({ values }) => values)
    ),
  });
}

function addSample(options: {
  sample: Sample;
  period: bigint;
  type: StoredProfileType;
  tree: CallTree;
  series: SeriesOfProfile;
  context: ConversionContext;
}): Checked<void> {
  const { sample, tree, context } = options;
  const value = sampleValue(sample, options.type.rule, options.period);
  if (!value.ok) return value;
  if (!context.view.hasLink(sample.linkIndex)) return invalid(`link_table has no entry ${sample.linkIndex}`);
  const stack = context.view.stack(sample.stackIndex);
  if (!stack.ok) return stack;
  const series = options.series.of(sample.attributeIndices);
  if (!series.ok) return series;
  if (value.value <= 0) return valid(undefined);
  context.budget.left -= stack.value.length + 1;
  if (context.budget.left < 0) return invalid('the stacks of this export are too long in total; send fewer at a time');
  let node = 0;
  for (const name of stack.value) node = tree.child(node, name);
  series.value.values.set(node, (series.value.values.get(node) ?? 0) + value.value);
  series.value.total += value.value;
  return valid(undefined);
}

/** Sorts a profile's samples into series by their attributes. */
class SeriesOfProfile {
  readonly #type: StoredProfileType;
  readonly #context: ConversionContext;
  readonly #byAttributes = new Map<string, Checked<SeriesValues>>();
  readonly #byLabels = new Map<string, SeriesValues>();

  constructor(type: StoredProfileType, context: ConversionContext) {
    this.#type = type;
    this.#context = context;
  }

  of(attributeIndices: readonly number[]): Checked<SeriesValues> {
    const key = attributeIndices.join();
    let series = this.#byAttributes.get(key);
    if (series === undefined) {
      series = this.#read(attributeIndices);
      this.#byAttributes.set(key, series);
    }
    return series;
  }

  /** Those that have values. */
  list(): SeriesValues[] {
    return [...this.#byLabels.values()].filter(({ values }) => values.size > 0);
  }

  #read(attributeIndices: readonly number[]): Checked<SeriesValues> {
    const { view, resource, limits } = this.#context;
    const sample: Attribute[] = [];
    for (const index of attributeIndices) {
      const attribute = view.attribute(index);
      if (!attribute.ok) return attribute;
      sample.push(attribute.value);
    }
    const labels = seriesLabels({ type: this.#type, resource, sample, limits });
    if (!labels.ok) return labels;
    // Different attributes can give equal labels: the resource's win over the sample's.
    const key = JSON.stringify(labels.value);
    let series = this.#byLabels.get(key);
    if (series === undefined) {
      series = { labels: labels.value, values: new Map(), total: 0 };
      this.#byLabels.set(key, series);
    }
    return valid(series);
  }
}

/** An id of another length, or all zero, tells nothing apart. */
function identifyingId(id: Uint8Array): Uint8Array | null {
  return id.length === PROFILE_ID_BYTES && id.some((byte) => byte !== 0) ? id : null;
}
