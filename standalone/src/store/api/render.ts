import type { FastifyInstance, FastifyReply } from 'fastify';
import { refuse, type Valid } from '../query/checked-request.ts';
import { parseProfileTypeId } from '../query/profile-type-id.ts';
import type * as q from '../query-types.ts';
import type { StoreQuery } from '../store-types.ts';
import { sendError } from './connect-errors.ts';
import { parseTime } from './parse-time.ts';

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

const TIMELINE_STEP_SECONDS = 15;

/** The older `GET /pyroscope/render…` endpoints: flame graphs in the "flamebearer" shape, with plain numbers. */
export function addRenderRoutes(server: FastifyInstance, query: StoreQuery): void {
  server.get('/pyroscope/render', async (request, reply) => {
    const side = readSide(request.query as Parameters, '', Date.now());
    return side.ok ? render(query, side.value, reply) : sendError(reply, side.error);
  });
  server.get('/pyroscope/render-diff', async (request, reply) => {
    const parameters = request.query as Parameters;
    const nowMs = Date.now();
    const left = readSide(parameters, 'left', nowMs);
    if (!left.ok) return sendError(reply, left.error);
    const right = readSide(parameters, 'right', nowMs);
    if (!right.ok) return sendError(reply, right.error);
    if (left.value.profileTypeID !== right.value.profileTypeID) {
      return sendError(reply, refuse('both sides must have the same profile type').error);
    }
    return renderDiff(query, { left: left.value, right: right.value }, reply);
  });
}

async function render(query: StoreQuery, side: q.SelectMergeStacktracesRequest, reply: FastifyReply): Promise<unknown> {
  const merged = await query.selectMergeStacktraces(side);
  if (!merged.ok) return sendError(reply, merged.error);
  const series = await query.selectSeries({ ...side, step: timelineStep(side) });
  if (!series.ok) return sendError(reply, series.error);
  const { flamegraph } = merged.value;
  return {
    version: 1,
    flamebearer: flamebearer(flamegraph),
    metadata: { format: 'single', spyName: '', ...metadata(side.profileTypeID) },
    timeline: timeline(side, series.value),
    groups: null,
    heatmap: null,
  };
}

async function renderDiff(query: StoreQuery, request: q.DiffRequest, reply: FastifyReply): Promise<unknown> {
  const diff = await query.diff(request);
  if (!diff.ok) return sendError(reply, diff.error);
  const { flamegraph } = diff.value;
  return {
    version: 1,
    flamebearer: flamebearer(flamegraph),
    metadata: { format: 'double', spyName: '', ...metadata(request.left.profileTypeID) },
    timeline: null,
    groups: null,
    heatmap: null,
    leftTicks: Number(flamegraph.leftTicks ?? 0),
    rightTicks: Number(flamegraph.rightTicks ?? 0),
  };
}

/** A query is `<profile type>{<matchers>}`; the time range defaults to the last hour. */
function readSide(parameters: Parameters, prefix: string, nowMs: number): Valid<q.SelectMergeStacktracesRequest> {
  const parameter = (name: string): string => {
    const value = parameters[prefix === '' ? name : `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`];
    return typeof value === 'string' ? value : '';
  };
  const text = parameter('query');
  if (text === '') return refuse(`parameter ${prefix === '' ? 'query' : `${prefix}Query`} is required`);
  const brace = text.indexOf('{');
  const start = parseTime(parameter('from') || 'now-1h', nowMs);
  const end = parseTime(parameter('until') || 'now', nowMs);
  if (start === null || end === null) return refuse('from and until must be Unix times or like "now-1h"');
  const maxNodes = parameters['maxNodes'] ?? parameters['max-nodes'] ?? '0';
  const request = {
    profileTypeID: (brace < 0 ? text : text.slice(0, brace)).trim(),
    labelSelector: brace < 0 ? '{}' : text.slice(brace),
    start,
    end,
    maxNodes: Number(maxNodes),
  };
  return { ok: true, value: request };
}

function flamebearer(graph: q.FlameGraph): Record<string, unknown> {
  return {
    names: graph.names,
    levels: graph.levels.map(({ values }) => values.map(Number)),
    numTicks: Number(graph.total ?? 0),
    maxSelf: Number(graph.maxSelf ?? 0),
  };
}

/** CPU time counts as samples of a nanosecond, as in Pyroscope's answers. */
function metadata(profileTypeId: string): { sampleRate: number; units: string; name: string } {
  const type = parseProfileTypeId(profileTypeId);
  const sampleType = type.ok ? type.value.sampleType : '';
  if (sampleType === 'cpu') return { sampleRate: 1_000_000_000, units: 'samples', name: sampleType };
  return { sampleRate: 100, units: type.ok ? type.value.sampleUnit : '', name: sampleType };
}

function timelineStep(range: q.TimeRange): number {
  const steps = 1500;
  return Math.max(TIMELINE_STEP_SECONDS, Math.ceil((range.end - range.start) / 1000 / steps));
}

function timeline(range: q.TimeRange, answer: q.SelectSeriesResponse): Record<string, unknown> {
  const stepSeconds = timelineStep(range);
  const count = Math.max(1, Math.ceil((range.end - range.start) / (stepSeconds * 1000)));
  const samples = new Array<number>(count).fill(0);
  for (const { value, timestamp } of answer.series?.[0]?.points ?? []) {
    const index = Math.max(0, Math.round((Number(timestamp) - range.start) / (stepSeconds * 1000)) - 1);
    if (index < count) samples[index]! += value;
  }
  return { startTime: Math.floor(range.start / 1000), samples, durationDelta: stepSeconds, watermarks: null };
}
