import {
  type Experiment,
  ExperimentPlanSchema,
  ExperimentSchema,
  ExperimentSpecSchema,
  RerunExperimentSchema,
} from '@meshprof/contracts';
import { Type } from 'typebox';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import type { CreateExperiment } from './create-experiment.ts';
import { BODY_LIMIT_BYTES, ExperimentParams, noSuchExperiment } from './experiment-routes.ts';
import type { Experiments } from './experiments.ts';
import { completeSpec } from './new-experiment.ts';

const CreateHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'A repeated request with this key answers the experiment of the first one (kept for a day)',
    })
  ),
});

const CREATED = {
  200: describe('The experiment of an earlier request with this Idempotency-Key'),
  201: describe('Created; it begins by itself, or waits as waitingFor says'),
};

export function addExperimentCreation(scope: Scope, experiments: Experiments): void {
  addPlan(scope, experiments);
  scope.post('/v1/experiments', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'experiment', problems: ['experiment-refused', 'idempotency-key-reused'] },
    schema: {
      summary: 'Create an experiment: its agent begins at once, after approval, or when its node is free',
      operationId: 'createExperiment',
      tags: ['experiments'],
      headers: CreateHeaders,
      body: ExperimentSpecSchema,
      response: CREATED,
    },
    handler: async ({ body, caller, headers }, reply) => {
      const request = { spec: body, author: caller?.author ?? 'unknown' };
      const made = await create(experiments, request, headers['idempotency-key']);
      reply.header('location', `/v1/experiments/${made.experiment.id}`);
      return reply.code(made.status).send(made.experiment);
    },
  });
  addRerun(scope, experiments);
}

function addPlan(scope: Scope, experiments: Experiments): void {
  scope.post('/v1/experiments/plan', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'operate' },
    schema: {
      summary: 'What an experiment would be: what it changes, how long it takes, what it could find, what forbids it',
      operationId: 'planExperiment',
      tags: ['experiments'],
      body: ExperimentSpecSchema,
      response: { 200: ExperimentPlanSchema },
    },
    handler: ({ body }) => experiments.plan(completeSpec(body)),
  });
}

function addRerun(scope: Scope, experiments: Experiments): void {
  scope.post('/v1/experiments/:id/rerun', {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'experiment', problems: ['not-found', 'experiment-refused', 'idempotency-key-reused'] },
    schema: {
      summary: 'Create the same experiment again, with the same seed or a new one',
      operationId: 'rerunExperiment',
      tags: ['experiments'],
      params: ExperimentParams,
      headers: CreateHeaders,
      body: RerunExperimentSchema,
      response: CREATED,
    },
    handler: async ({ params, body, caller, headers }, reply) => {
      const before = await experiments.reads.show(params.id);
      if (before === undefined) throw noSuchExperiment();
      const { seed: _seed, ...rest } = before.spec;
      const spec = body.seed === 'new' ? rest : before.spec;
      const request = { spec, copyOf: before.id, author: caller?.author ?? 'unknown' };
      const made = await create(experiments, request, headers['idempotency-key']);
      reply.header('location', `/v1/experiments/${made.experiment.id}`);
      return reply.code(made.status).send(made.experiment);
    },
  });
}

async function create(
  experiments: Experiments,
  request: Omit<CreateExperiment, 'idempotencyKey'>,
  idempotencyKey: string | undefined
): Promise<{ experiment: Experiment; status: 200 | 201 }> {
  const outcome = await experiments.create({ ...request, ...(idempotencyKey !== undefined && { idempotencyKey }) });
  if (outcome.outcome === 'refused') {
    const { problem, detail, errors } = outcome;
    throw new ProblemError(problem, detail, errors === undefined ? {} : { errors });
  }
  const experiment = await experiments.reads.show(outcome.id);
  if (experiment === undefined) throw noSuchExperiment();
  return { experiment, status: outcome.outcome === 'created' ? 201 : 200 };
}

function describe(description: string) {
  return { description, content: { 'application/json': { schema: ExperimentSchema } } };
}
