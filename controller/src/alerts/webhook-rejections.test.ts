import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Call, type ControllerUnderTest, openController, TOKEN } from '../testing/controller-under-test.ts';
import {
  alertOf,
  bearerCall,
  listed,
  RECORDED_AT_MS,
  recordedCall,
  signedCall,
  WEBHOOK_SECRET,
  WEBHOOK_TOKEN,
  WEBHOOKS,
} from '../testing/webhook-senders.ts';

const BODY = { alerts: [alertOf()] };

async function refusedWith(under: ControllerUnderTest, call: Call, status: number): Promise<string> {
  const answer = await under.call(call);
  assert.equal(answer.statusCode, status, answer.body);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  for (const secret of [WEBHOOK_SECRET, WEBHOOK_TOKEN]) assert.ok(!answer.body.includes(secret));
  return answer.json<{ detail: string }>().detail;
}

const withHeaders = (call: Call, headers: Call['headers']): Call => ({
  ...call,
  headers: { ...call.headers, ...headers },
});

describe('a webhook that is not an alert of ours', () => {
  it('is refused without, or with wrong, credentials', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    const signed = signedCall(under, BODY);
    const cases: [string, Call, RegExp][] = [
      [
        'no credentials',
        withHeaders(signed, { 'x-grafana-alerting-signature': undefined }),
        /^Send x-grafana-alerting-sig/,
      ],
      ['no credentials, no body', { method: 'POST', url: '/webhooks/grafana' }, /^Send x-grafana-alerting-signature/],
      ['another secret', signedCall(under, BODY, 'another secret'), /^The signature does not fit the body/],
      ['another body', { ...signed, payload: `${JSON.stringify(BODY)} ` }, /^The signature does not fit the body/],
      ['a signature of the wrong form', withHeaders(signed, { 'x-grafana-alerting-signature': 'x' }), /does not fit/],
      [
        'an empty signature beside a token',
        withHeaders(bearerCall(BODY), { 'x-grafana-alerting-signature': '', 'x-grafana-alerting-timestamp': '1' }),
        /^The signature does not fit the body/,
      ],
      ['another time', withHeaders(signed, { 'x-grafana-alerting-timestamp': '1' }), /does not fit the body/],
      ['no time', withHeaders(signed, { 'x-grafana-alerting-timestamp': undefined }), /has no signed time/],
      ['another token', bearerCall(BODY, `${WEBHOOK_TOKEN}x`), /^The bearer token is not the webhookToken/],
      ['the token of the API', bearerCall(BODY, TOKEN), /^The bearer token is not the webhookToken/],
      ['a signature of no body', { ...signed, payload: '' }, /^(A webhook has a body|The signature does not fit)/],
    ];
    for (const [what, call, detail] of cases) assert.match(await refusedWith(under, call, 401), detail, what);
  });

  it('is refused when it was signed more than five minutes ago or ahead', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    for (const [offsetMs, status] of [
      [-301_000, 401],
      [-300_000, 202],
      [300_000, 202],
      [301_000, 401],
    ] as const) {
      under.clock.nowMs = RECORDED_AT_MS + offsetMs;
      const answer = await under.call(recordedCall());
      assert.equal(answer.statusCode, status, String(offsetMs));
    }
    assert.match(
      await refusedWith(under, recordedCall(), 401),
      /^The signed time is 301 s behind this controller's clock/
    );
  });

  it('gets nowhere while nothing is set up', async () => {
    await using under = await openController();
    assert.match(await refusedWith(under, signedCall(under, BODY), 401), /^Webhooks are not set up/);
    assert.match(await refusedWith(under, bearerCall(BODY, ''), 401), /^Webhooks are not set up/);
  });

  it('gives no other right, whatever the secret', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    for (const bearer of [WEBHOOK_SECRET, WEBHOOK_TOKEN]) {
      const answer = await under.call({ url: '/v1/tasks', headers: { authorization: `Bearer ${bearer}` } });
      assert.equal(answer.statusCode, 401);
    }
  });

  it('is refused if it is no notification, and told which field', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    const bodies: [string, object | string, RegExp][] = [
      ['no JSON', '{', /JSON/],
      ['a custom payload', { text: 'CPU is high' }, /does not fit the schema/],
      ['an alert without labels', { alerts: [{ status: 'firing', startsAt: 'x' }] }, /does not fit the schema/],
      ['an unknown status', { alerts: [alertOf({ status: 'pending' as 'firing' })] }, /does not fit the schema/],
      ['labels that are no text', { alerts: [{ ...alertOf(), labels: { a: 1 } }] }, /does not fit the schema/],
      ['a prototype', '{"__proto__":{"alerts":[]}}', /not valid JSON/],
      ['501 alerts', { alerts: Array.from({ length: 501 }, () => alertOf()) }, /does not fit the schema/],
    ];
    for (const [what, body, detail] of bodies) {
      under.clock.nowMs += 10_000;
      assert.match(await refusedWith(under, signedCall(under, body), 400), detail, what);
      assert.equal((await listed(under))[0]?.reasonCode, 'webhook-invalid', what);
    }
    const custom = await under.call(signedCall(under, { text: 'CPU is high' }));
    assert.deepEqual(custom.json<{ errors: object[] }>().errors, [{ path: '/alerts', message: 'is required' }]);
    const huge = { alerts: [alertOf({ labels: { text: 'x'.repeat(1024 * 1024) } })] };
    await refusedWith(under, signedCall(under, huge), 413);
    await refusedWith(under, withHeaders(signedCall(under, BODY), { 'content-type': 'text/plain' }), 415);
  });

  it('is counted each time and listed every ten seconds, with the reason and no secret', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    for (let n = 0; n < 5; n += 1) await refusedWith(under, bearerCall(BODY, 'wrong'), 401);
    under.clock.nowMs += 10_000;
    await refusedWith(under, bearerCall(BODY, 'wrong'), 401);
    const rejected = await listed(under, '?outcome=rejected');
    assert.deepEqual(
      rejected.map(({ source, reasonCode, reason }) => ({ source, reasonCode, reason })),
      [
        {
          source: 'alertmanager',
          reasonCode: 'webhook-unauthenticated',
          reason:
            'The request was not signed with the secret of this controller. The bearer token is not the webhookToken of this controller. 4 more came since the last one here.',
        },
        {
          source: 'alertmanager',
          reasonCode: 'webhook-unauthenticated',
          reason:
            'The request was not signed with the secret of this controller. The bearer token is not the webhookToken of this controller.',
        },
      ]
    );
    const metrics = (await under.call({ url: '/metrics' })).body;
    assert.match(
      metrics,
      /^meshprof_controller_alert_deliveries_total\{source="alertmanager",outcome="rejected",reason="webhook-unauthenticated"\} 6$/m
    );
  });

  it('takes no other method, and names the ones it takes', async () => {
    await using under = await openController({ webhooks: WEBHOOKS });
    const answer = await under.call({ ...bearerCall(BODY), method: 'PUT' });
    assert.equal(answer.statusCode, 405);
    assert.equal(answer.headers.allow, 'POST');
    assert.equal((await under.call({ ...bearerCall(BODY), url: '/webhooks/pagerduty' })).statusCode, 404);
  });

  it('takes the headers that the configuration names', async () => {
    const webhooks = { ...WEBHOOKS, signatureHeader: 'X-Sig', timestampHeader: 'X-Time' };
    await using under = await openController({ webhooks });
    const { headers = {}, ...call } = signedCall(under, BODY);
    const renamed = {
      'content-type': 'application/json',
      'x-sig': headers['x-grafana-alerting-signature'],
      'x-time': headers['x-grafana-alerting-timestamp'],
    };
    assert.equal((await under.call({ ...call, headers: renamed })).statusCode, 202);
    await refusedWith(under, { ...call, headers }, 401);
  });
});
