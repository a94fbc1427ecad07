import {
  type AlertSettings,
  type ControllerSetup,
  ControllerSetupSchema,
  WEBHOOK_SIGNATURE_HEADER,
  WEBHOOK_TIMESTAMP_HEADER,
} from '@meshprof/contracts';
import type { WebhookSecrets } from '../alerts/webhook-guard.ts';
import { VERSION } from '../version.ts';
import type { Scope } from './scope.ts';

export interface SetupParts {
  readonly prometheus?: unknown;
  readonly webhooks?: WebhookSecrets;
}

/** For pages that have to say what is missing, and where it is set. */
export function addSetupRoute(scope: Scope, parts: SetupParts, alerts: AlertSettings): void {
  const setup = setupOf(parts, alerts);
  scope.get('/v1/setup', {
    config: { access: 'read' },
    schema: {
      summary: 'Tell what this controller is set up for: its version, Prometheus, webhooks, what is made of alerts',
      operationId: 'showSetup',
      tags: ['service'],
      response: { 200: ControllerSetupSchema },
    },
    handler: () => setup,
  });
}

function setupOf({ prometheus, webhooks = {} }: SetupParts, alerts: AlertSettings): ControllerSetup {
  const { secret = '', token = '', signatureHeader, timestampHeader } = webhooks;
  return {
    version: VERSION,
    prometheus: prometheus !== undefined,
    webhooks: {
      secret: secret !== '',
      token: token !== '',
      signatureHeader: signatureHeader ?? WEBHOOK_SIGNATURE_HEADER,
      timestampHeader: timestampHeader ?? WEBHOOK_TIMESTAMP_HEADER,
    },
    alerts,
  };
}
