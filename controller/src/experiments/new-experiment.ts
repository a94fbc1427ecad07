import { randomInt } from 'node:crypto';
import type { ExperimentPlan, ExperimentSpec } from '@meshprof/contracts';
import { type FullSpec, withDefaults } from '@meshprof/experiments';
import { newExperimentId } from '../storage/ids.ts';
import type { ExperimentRow } from './experiment-rows.ts';
import { targetKeyOf } from './leases.ts';

/** Of a spec, the largest that it may name. */
const SEEDS = 2 ** 32;

/** Nothing is left to a default: an agent of another version then runs what was planned and approved here. */
export function completeSpec(spec: ExperimentSpec): FullSpec {
  return withDefaults({ ...spec, seed: spec.seed ?? randomInt(SEEDS) });
}

export interface NewExperiment {
  readonly spec: FullSpec & { readonly target: { readonly node: string } };
  readonly plan: ExperimentPlan;
  readonly author: string;
  readonly copyOf?: string;
  readonly nowMs: number;
}

export function newExperiment({ spec, plan, author, copyOf, nowMs }: NewExperiment): ExperimentRow {
  const { node } = spec.target;
  return {
    id: newExperimentId(),
    title: spec.title,
    note: spec.note ?? '',
    author,
    node,
    target_key: targetKeyOf(spec, node),
    variants_json: JSON.stringify([spec.baseline, ...spec.variants].map(({ name }) => name)),
    spec_json: JSON.stringify(spec),
    seed: spec.seed,
    plan_json: JSON.stringify(plan),
    copy_of: copyOf ?? null,
    state: spec.approval === 'second-person' ? 'draft' : 'approved',
    agent_order: 'run',
    ordered_by: null,
    created_at_ms: nowMs,
    approved_by: null,
    approved_at_ms: null,
    agent_id: null,
    delivered_at_ms: null,
    sequence: -1,
    started_at_ms: null,
    ended_at_ms: null,
    progress_json: null,
    abort_reason: null,
    detail: null,
  };
}
