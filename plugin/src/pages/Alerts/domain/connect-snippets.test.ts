/** @jest-environment-options {"customExportConditions": ["node", "require", "default"]} */
import { parse } from 'yaml';
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from '@meshprof/contracts';
import { alertmanagerConfig, GRAFANA_ROUTE, grafanaContactPoint, testCommand, webhookUrl } from './connect-snippets';

const headers = { signatureHeader: WEBHOOK_SIGNATURE_HEADER, timestampHeader: WEBHOOK_TIMESTAMP_HEADER };

it('makes the address of the webhook from that of the controller', () => {
  expect(webhookUrl('http://controller:8686/', 'grafana')).toBe('http://controller:8686/webhooks/grafana');
  expect(webhookUrl(undefined, 'alertmanager')).toBe('http://CONTROLLER:8686/webhooks/alertmanager');
});

it.each(['http://c:8686/webhooks/grafana', "http://c/it's: #1"])('is YAML that Grafana reads: %s', (url) => {
  expect(parse(grafanaContactPoint(url, headers)).contactPoints[0].receivers[0]).toEqual({
    uid: 'meshprof-webhook',
    type: 'webhook',
    settings: {
      url,
      httpMethod: 'POST',
      maxAlerts: '100',
      hmacConfig: {
        secret: '$MESHPROF_WEBHOOK_SECRET',
        header: 'X-Grafana-Alerting-Signature',
        timestampHeader: 'X-Grafana-Alerting-Timestamp',
      },
    },
  });
});

it('takes nothing away from where alerts go today', () => {
  expect(parse(GRAFANA_ROUTE)[0]).toMatchObject({ receiver: 'Meshprof', continue: true });
  const { route, receivers } = parse(alertmanagerConfig('http://c/webhooks/alertmanager'));
  expect(route.routes[0]).toMatchObject({ receiver: 'meshprof', continue: true });
  // A route that took an alert hides the root's receiver, whether it continues or not.
  expect(route.routes.at(-1)).toEqual({ receiver: route.receiver });
  expect(Object.keys(parse(GRAFANA_ROUTE).at(-1))).toEqual(['receiver']);
  expect(receivers[0].webhook_configs[0]).toMatchObject({ url: 'http://c/webhooks/alertmanager', send_resolved: true });
});

it('quotes what a shell would read otherwise', () => {
  expect(testCommand('http://c', 'alertmanager', "it's $HOME")).toContain("test 'service=it'\\''s $HOME' --duration");
  expect(testCommand('http://c', 'alertmanager', 'cart')).toMatch(/^MESHPROF_WEBHOOK_TOKEN_FILE=.* \\\n/);
});
