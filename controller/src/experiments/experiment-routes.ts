import { ExperimentReportSchema, ExperimentSchema } from '@meshprof/contracts';
import { renderMarkdown } from '@meshprof/experiments';
import { Type } from 'typebox';
import { isTimePlace, readPage } from '../http/cursor.ts';
import { ProblemError } from '../http/problem-error.ts';
import type { Scope } from '../http/scope.ts';
import { ExperimentListQuerySchema, ExperimentPageSchema, type ExperimentPosition } from './experiment-list.ts';
import type { ExperimentReads } from './experiment-reads.ts';

export const ExperimentParams = Type.Object({ id: Type.String({ maxLength: 100 }) });

export const BODY_LIMIT_BYTES = 64 * 1024;

/** Reads; experiment-create-routes.ts makes experiments, experiment-change-routes.ts changes them. */
export function addExperimentReads(scope: Scope, reads: ExperimentReads): void {
  scope.get('/v1/experiments', {
    config: { access: 'read', problems: ['invalid-cursor'] },
    schema: {
      summary: 'List experiments, newest first',
      operationId: 'listExperiments',
      tags: ['experiments'],
      querystring: ExperimentListQuerySchema,
      response: { 200: ExperimentPageSchema },
    },
    handler: ({ query: { limit, cursor, ...filter } }) =>
      readPage(
        { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) },
        {
          read: (page) => reads.list(filter, page),
          place: ({ createdUnixMs, id }): ExperimentPosition => [createdUnixMs, id],
          isPlace: isTimePlace,
        }
      ),
  });
  scope.get('/v1/experiments/:id', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'Show an experiment: what was asked for, how it goes, what was measured',
      operationId: 'showExperiment',
      tags: ['experiments'],
      params: ExperimentParams,
      response: { 200: ExperimentSchema },
    },
    handler: async ({ params }) => {
      const experiment = await reads.show(params.id);
      if (experiment === undefined) throw noSuchExperiment();
      return experiment;
    },
  });
  addReport(scope, reads);
}

const MARKDOWN = 'text/markdown';

function addReport(scope: Scope, reads: ExperimentReads): void {
  scope.get('/v1/experiments/:id/report', {
    config: { access: 'read', problems: ['not-found'] },
    schema: {
      summary: 'What an experiment found, so far or in the end; as Markdown where Accept asks for text/markdown',
      operationId: 'showExperimentReport',
      tags: ['experiments'],
      params: ExperimentParams,
      response: {
        200: {
          description: 'The report',
          content: {
            'application/json': { schema: ExperimentReportSchema },
            [MARKDOWN]: { schema: Type.String() },
          },
        },
      },
    },
    handler: async ({ params, headers }, reply) => {
      const report = await reads.report(params.id);
      if (report === undefined) throw await noReport(reads, params.id);
      if (!wantsMarkdown(headers.accept)) return report;
      return reply.type(`${MARKDOWN}; charset=utf-8`).serializer(String).send(renderMarkdown(report));
    },
  });
}

/** Of a header that prefers neither, JSON is the answer. */
function wantsMarkdown(accept = ''): boolean {
  const kinds = accept.split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase());
  const markdown = kinds.indexOf(MARKDOWN);
  const json = kinds.indexOf('application/json');
  return markdown >= 0 && (json < 0 || markdown < json);
}

async function noReport(reads: ExperimentReads, id: string): Promise<ProblemError> {
  const experiment = await reads.show(id);
  if (experiment === undefined) return noSuchExperiment();
  return new ProblemError('not-found', `The experiment is ${experiment.state} and has no report (yet).`);
}

export function noSuchExperiment(): ProblemError {
  return new ProblemError('not-found', 'No experiment has this id. It may have been deleted.');
}
