import type { DatabaseSync } from 'node:sqlite';
import { compareText, isLegacyName } from '../labels.ts';
import type { Series, SeriesIndex } from '../persistence/series-index.ts';
import type * as q from '../query-types.ts';
import type { Limits } from '../store-config.ts';
import type { StoreQuery } from '../store-types.ts';
import { checkMaxNodes, checkMerge, checkRange, checkStep, refuse, type Valid } from './checked-request.ts';
import { flameGraphOf, int64, layOutFlame } from './flame-graph.ts';
import { MergedProfile } from './merged-profile.ts';
import { orderTree } from './ordered-tree.ts';
import { ProfileMerger } from './profile-merger.ts';
import { parseProfileTypeId, type ProfileTypeParts } from './profile-type-id.ts';
import { SeriesSelection } from './series-selection.ts';
import { TimeSeries } from './time-series.ts';
import { timeSlices } from './time-slices.ts';

/** Answers queries from the database of this process. */
export class DatabaseQuery implements StoreQuery {
  readonly #limits: Limits;
  readonly #selection: SeriesSelection;
  readonly #merger: ProfileMerger;

  constructor(options: { database: DatabaseSync; series: SeriesIndex; limits: Limits }) {
    this.#limits = options.limits;
    this.#selection = new SeriesSelection(options.database, options.series);
    this.#merger = new ProfileMerger({
      database: options.database,
      selection: this.#selection,
      maxProfiles: options.limits.maxProfilesPerQuery,
    });
  }

  profileTypes(request: q.ProfileTypesRequest): Promise<q.QueryResult<q.ProfileTypesResponse>> {
    const found = this.#present(request, []);
    if (!found.ok) return Promise.resolve(found);
    const ids = new Set(found.value.map(({ profileType }) => profileType));
    const profileTypes = [...ids].sort(compareText).flatMap((id) => {
      const parts = parseProfileTypeId(id);
      return parts.ok ? [profileTypeInfo(parts.value)] : [];
    });
    return answer(profileTypes.length === 0 ? {} : { profileTypes });
  }

  labelNames(request: q.LabelNamesRequest): Promise<q.QueryResult<q.NamesResponse>> {
    const found = this.#present(request, request.matchers ?? []);
    if (!found.ok) return Promise.resolve(found);
    const names = new Set(found.value.flatMap(({ labels }) => [...labels.keys()]));
    return answer(namesResponse([...names].filter((name) => request.allowUtf8 === true || isLegacyName(name))));
  }

  labelValues(request: q.LabelValuesRequest): Promise<q.QueryResult<q.NamesResponse>> {
    if (request.name === '') return Promise.resolve(refuse('name is required'));
    const found = this.#present(request, request.matchers ?? []);
    if (!found.ok) return Promise.resolve(found);
    const values = new Set<string>();
    for (const { labels } of found.value) {
      const value = labels.get(request.name);
      if (value !== undefined) values.add(value);
    }
    return answer(namesResponse([...values]));
  }

  series(request: q.SeriesRequest): Promise<q.QueryResult<q.SeriesResponse>> {
    const found = this.#present(request, request.matchers ?? []);
    if (!found.ok) return Promise.resolve(found);
    const wanted = new Set(request.labelNames ?? []);
    const sets = new Map<string, q.LabelPair[]>();
    for (const { labels } of found.value) {
      const pairs: q.LabelPair[] = [];
      for (const [name, value] of labels) {
        const taken = wanted.size === 0 || wanted.has(name);
        if (taken && (request.allowUtf8 === true || isLegacyName(name))) pairs.push({ name, value });
      }
      sets.set(JSON.stringify(pairs), pairs);
    }
    const sorted = [...sets].sort(([a], [b]) => compareText(a, b)).map(([, labels]) => labels);
    if (sorted.length === 0) return answer({});
    return answer({ labelsSet: sorted.map((labels) => (labels.length === 0 ? {} : { labels })) });
  }

  async selectSeries(request: q.SelectSeriesRequest): Promise<q.QueryResult<q.SelectSeriesResponse>> {
    const query = checkMerge(request);
    if (!query.ok) return query;
    const step = checkStep(request, this.#limits);
    if (!step.ok) return step;
    const pause = timeSlices();
    const timeSeries = new TimeSeries(request);
    for (const series of this.#selection.ofType(query.value.type.id, query.value.selector)) {
      timeSeries.add(series, this.#selection.entries(series, query.value.range));
      await pause();
    }
    return answer(timeSeries.finish());
  }

  async selectMergeStacktraces(
    request: q.SelectMergeStacktracesRequest
  ): Promise<q.QueryResult<q.SelectMergeStacktracesResponse>> {
    const query = checkMerge(request);
    if (!query.ok) return query;
    const maxNodes = checkMaxNodes(request.maxNodes, this.#limits);
    if (!maxNodes.ok) return maxNodes;
    const merged = await this.#merger.merge(query.value);
    if (!merged.ok) return merged;
    const flame = layOutFlame(orderTree(merged.value, [merged.value.self]), maxNodes.value);
    return answer({ flamegraph: flameGraphOf(flame) });
  }

  async diff(request: q.DiffRequest): Promise<q.QueryResult<q.DiffResponse>> {
    const left = checkMerge(request.left);
    if (!left.ok) return left;
    const right = checkMerge(request.right);
    if (!right.ok) return right;
    const maxNodes = checkMaxNodes(request.left.maxNodes, this.#limits);
    if (!maxNodes.ok) return maxNodes;
    // One tree for both sides: nodes that only the right has are zero on the left, and the other way round.
    const merged = new MergedProfile();
    const first = await this.#merger.merge(left.value, merged);
    if (!first.ok) return first;
    const leftSelf = Float64Array.from(merged.self);
    const second = await this.#merger.merge(right.value, merged);
    if (!second.ok) return second;
    const flame = layOutFlame(orderTree(merged, splitSides(merged.self, leftSelf)), maxNodes.value);
    const [leftTicks, rightTicks] = flame.totals as [number, number];
    return answer({
      flamegraph: {
        ...flameGraphOf(flame),
        ...(leftTicks === 0 ? {} : { leftTicks: int64(leftTicks) }),
        ...(rightTicks === 0 ? {} : { rightTicks: int64(rightTicks) }),
      },
    });
  }

  #present(range: q.TimeRange, matchers: readonly string[]): Valid<Series[]> {
    const checked = checkRange(range);
    if (!checked.ok) return checked;
    const found = this.#selection.present(checked.value, matchers);
    return found.ok ? found : refuse(found.reason);
  }
}

function answer<T>(value: T): Promise<q.QueryResult<T>> {
  return Promise.resolve({ ok: true, value });
}

function namesResponse(names: readonly string[]): q.NamesResponse {
  return names.length === 0 ? {} : { names: [...names].sort(compareText) };
}

function profileTypeInfo(parts: ProfileTypeParts): q.ProfileTypeInfo {
  const { id, name, sampleType, sampleUnit, periodType, periodUnit } = parts;
  return {
    ID: id,
    name,
    sampleType,
    sampleUnit,
    ...(periodType === '' ? {} : { periodType }),
    ...(periodUnit === '' ? {} : { periodUnit }),
  };
}

/** The left side, and what came on top of it. */
function splitSides(both: Float64Array, left: Float64Array): [Float64Array, Float64Array] {
  const leftSide = new Float64Array(both.length);
  leftSide.set(left);
  return [leftSide, both.map((value, node) => value - leftSide[node]!)];
}
