import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ControllerSetup, DEFAULT_ALERT_SETTINGS } from '@meshprof/contracts';
import { openController } from '../testing/controller-under-test.ts';
import { VERSION } from '../version.ts';

const SECRETS = { secret: 'a-webhook-secret-of-a-test', token: 'a-webhook-token-of-a-test' };

describe('what a controller is set up for', () => {
  it('is told to readers', async () => {
    await using under = await openController();
    const answer = await under.through('read', { url: '/v1/setup' });
    assert.deepEqual(answer.json<ControllerSetup>(), {
      version: VERSION,
      prometheus: false,
      webhooks: {
        secret: false,
        token: false,
        signatureHeader: 'X-Grafana-Alerting-Signature',
        timestampHeader: 'X-Grafana-Alerting-Timestamp',
      },
      alerts: DEFAULT_ALERT_SETTINGS,
    });
  });

  it('says of secrets only that they are there', async () => {
    const settings = { ...DEFAULT_ALERT_SETTINGS, marginMs: 5_000 };
    await using under = await openController({
      webhooks: { ...SECRETS, signatureHeader: 'X-Sig', settings },
      prometheus: { url: 'http://user:password@prometheus:9090' },
    });
    const { body } = await under.asAdmin({ url: '/v1/setup' });
    for (const secret of [...Object.values(SECRETS), 'password']) assert.ok(!body.includes(secret));
    const setup = JSON.parse(body) as ControllerSetup;
    assert.deepEqual([setup.prometheus, setup.alerts.marginMs], [true, 5_000]);
    const { secret, token, signatureHeader } = setup.webhooks;
    assert.deepEqual({ secret, token, signatureHeader }, { secret: true, token: true, signatureHeader: 'X-Sig' });
  });
});
