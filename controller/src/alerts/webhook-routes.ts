import { ALERT_SOURCES, type AlertSource, WebhookAnswerSchema } from '@meshprof/contracts';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../http/problem-error.ts';
import { asProblem } from '../http/problems.ts';
import { unauthenticated } from '../http/route-access.ts';
import type { Scope } from '../http/scope.ts';
import type { AlertIntake } from './alert-intake.ts';
import { alertsOf, WebhookSchema } from './alert-payload.ts';
import type { AlertDeliveryRow } from './delivery-rows.ts';
import { toAnswer } from './delivery-view.ts';
import type { RejectedRequests } from './rejected-requests.ts';
import type { WebhookGuard } from './webhook-guard.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set once the sender of a webhook has proved itself: the hash of what it sent. */
    webhookHash?: string;
  }
}

export interface WebhookRouteParts {
  readonly guard: WebhookGuard;
  readonly intake: AlertIntake;
  readonly rejected: RejectedRequests;
  /** Requests a minute and client address. */
  readonly perMinute: number;
}

/** Some 400 alerts of Grafana's, which writes each of them twice. */
const BODY_LIMIT_BYTES = 1024 * 1024;

const SUMMARIES: Record<AlertSource, string> = {
  grafana: "Take a notification of Grafana's webhook contact point, and profile what it is about",
  alertmanager: "Take a notification of Alertmanager's webhook, and profile what it is about",
};

/** In a scope of their own: here the body's bytes are checked before anything reads them. */
export async function addWebhookRoutes(parent: FastifyInstance, parts: WebhookRouteParts): Promise<void> {
  await parent.register((plain, _options, done) => {
    checkBeforeParsing(plain, parts.guard);
    plain.addHook('onError', (request, _reply, error) => noteRejected(parts.rejected, request, error));
    const scope: Scope = plain.withTypeProvider();
    for (const source of ALERT_SOURCES) addWebhook(scope, source, parts);
    done();
  });
}

function addWebhook(scope: Scope, source: AlertSource, { intake, perMinute }: WebhookRouteParts): void {
  scope.post(`/webhooks/${source}`, {
    bodyLimit: BODY_LIMIT_BYTES,
    config: {
      access: 'webhook',
      problems: ['unavailable'],
      rateLimit: { max: perMinute, timeWindow: '1 minute' },
    },
    schema: {
      summary: SUMMARIES[source],
      operationId: `${source}Webhook`,
      tags: ['alerts'],
      body: WebhookSchema,
      response: { 202: WebhookAnswerSchema },
    },
    handler: async (request, reply) => {
      const hash = request.webhookHash;
      if (hash === undefined) throw new Error('the route was reached without a check of its sender');
      if (intake.isFull) throw comeAgain('Too many alerts wait to be stored.');
      let rows: AlertDeliveryRow[];
      try {
        rows = await intake.submit(alertsOf(source, request.body), hash);
      } catch {
        throw comeAgain('The alerts could not be stored; the cause is in the log of the controller.');
      }
      return reply.code(202).send(toAnswer(rows));
    },
  });
}

/** A status of 5xx is what senders repeat a notification for. */
function comeAgain(detail: string): ProblemError {
  return new ProblemError('unavailable', `${detail} Send them again.`, { headers: { 'retry-after': '5' } });
}

/** The signature is over the bytes as they came, so it is checked here, where they are still bytes. */
function checkBeforeParsing(scope: FastifyInstance, guard: WebhookGuard): void {
  const parseJson = scope.getDefaultJsonParser('error', 'error');
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const check = guard.check(request.headers, body);
    if (!check.ok) return done(unauthenticated(check.detail));
    request.webhookHash = guard.hashOf(request.routeOptions.url ?? '', request.headers, body);
    void parseJson(request, body.toString('utf8'), done);
  });
}

/** Of the requests that were no alert, those that tell of a sender that is set up wrongly. */
async function noteRejected(rejected: RejectedRequests, request: FastifyRequest, error: FastifyError): Promise<void> {
  const source = ALERT_SOURCES.find((known) => request.routeOptions.url === `/webhooks/${known}`);
  const problem = asProblem(error, request);
  if (source === undefined || request.method !== 'POST') return;
  if (problem.code === 'rate-limited' || problem.statusCode >= 500) return;
  const reasonCode = problem.code === 'unauthenticated' ? 'webhook-unauthenticated' : 'webhook-invalid';
  const first = problem.errors?.[0];
  const where = first === undefined ? '' : ` ${first.path} ${first.message}.`;
  await rejected.note(source, reasonCode, `${problem.message}${where}`);
}
