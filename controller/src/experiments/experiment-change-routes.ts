import { ExperimentSchema, type ProblemCode } from '@meshprof/contracts';
import { Type } from 'typebox';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import { abort, approve, type Order, pause, resume } from './experiment-orders.ts';
import { BODY_LIMIT_BYTES, ExperimentParams, noSuchExperiment } from './experiment-routes.ts';
import type { Experiments } from './experiments.ts';

interface OrderRoute {
  readonly name: string;
  readonly order: Order;
  readonly summary: string;
  readonly problems?: readonly ProblemCode[];
}

const ORDER_ROUTES: readonly OrderRoute[] = [
  {
    name: 'approve',
    order: approve,
    summary: 'Let a draft begin; only by another person than the one who created it',
    problems: ['second-person-needed'],
  },
  {
    name: 'pause',
    order: pause,
    summary: 'Hold an experiment between slots, with the original configuration back',
  },
  { name: 'resume', order: resume, summary: 'Go on with a paused experiment' },
  { name: 'abort', order: abort, summary: 'End an experiment: its agent puts the original configuration back' },
];

export function addExperimentChanges(scope: Scope, experiments: Experiments): void {
  for (const route of ORDER_ROUTES) addOrder(scope, experiments, route);
  scope.delete('/v1/experiments/:id', {
    config: { access: 'experiment', problems: ['not-found', 'conflict'] },
    schema: {
      summary: 'Delete an experiment that has ended, with what it measured; its profiles stay in the store',
      operationId: 'deleteExperiment',
      tags: ['experiments'],
      params: ExperimentParams,
      response: { 204: Type.Null({ description: 'Deleted' }) },
    },
    handler: async ({ params, caller }, reply) => {
      const outcome = await experiments.remove(params.id, caller?.author ?? 'unknown');
      if (outcome === 'not-found') throw noSuchExperiment();
      if (outcome === 'removed') return reply.code(204).send(null);
      throw new ProblemError('conflict', `The experiment is ${outcome.active} and has not ended. Abort it first.`);
    },
  });
}

function addOrder(scope: Scope, experiments: Experiments, { name, order, summary, problems = [] }: OrderRoute): void {
  scope.post(`/v1/experiments/:id/${name}`, {
    bodyLimit: BODY_LIMIT_BYTES,
    config: { access: 'experiment', problems: ['not-found', 'conflict', ...problems] },
    schema: {
      summary,
      operationId: `${name}Experiment`,
      tags: ['experiments'],
      params: ExperimentParams,
      response: { 200: ExperimentSchema },
    },
    handler: async ({ params, caller }) => {
      const outcome = await experiments.order(params.id, { name, order, author: caller?.author ?? 'unknown' });
      if (outcome === 'not-found') throw noSuchExperiment();
      if ('problem' in outcome) throw new ProblemError(outcome.problem, outcome.detail);
      return outcome.experiment;
    },
  });
}
