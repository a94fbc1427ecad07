import type { AlertSource, ControllerSetup } from '@meshprof/contracts';
import { controllerAddress, shellText } from '@shared/domain/commands';

type WebhookHeaders = Pick<ControllerSetup['webhooks'], 'signatureHeader' | 'timestampHeader'>;

/** Where a sender finds the controller. */
export const webhookUrl = (controllerUrl: string | undefined, source: AlertSource): string =>
  `${controllerAddress(controllerUrl)}/webhooks/${source}`;

/** The controller's variable with what this sender signs with, or sends; with `_FILE` behind it, that of a file. */
export const secretVariable = (source: AlertSource): string =>
  source === 'grafana' ? 'MESHPROF_WEBHOOK_SECRET' : 'MESHPROF_WEBHOOK_TOKEN';

/** A file for `provisioning/alerting`; Grafana fills in variables of its own environment. */
export const grafanaContactPoint = (url: string, { signatureHeader, timestampHeader }: WebhookHeaders): string =>
  `apiVersion: 1
contactPoints:
  - orgId: 1
    name: Meshprof
    receivers:
      - uid: meshprof-webhook
        type: webhook
        settings:
          url: ${yamlText(url)}
          httpMethod: POST
          maxAlerts: '100'
          hmacConfig:
            secret: $MESHPROF_WEBHOOK_SECRET
            header: ${signatureHeader}
            timestampHeader: ${timestampHeader}
`;

/** Nested policies. Not a file: a provisioned one would replace the whole tree. */
export const GRAFANA_ROUTE = `- receiver: Meshprof # before all others
  object_matchers:
    - ['severity', '=', 'page']
  group_wait: 0s
  continue: true
- receiver: grafana-default-email # after all others: the default policy's, which gets only what no nested one takes
`;

export const alertmanagerConfig = (url: string): string =>
  `route:
  receiver: team # as before
  routes:
    - receiver: meshprof # before the other routes
      matchers: [severity="page"]
      group_wait: 0s
      continue: true
    - receiver: team # after the other routes: the root's receiver gets only what no route takes
receivers:
  - name: meshprof
    webhook_configs:
      - url: ${yamlText(url)}
        send_resolved: true
        max_alerts: 100
        http_config:
          authorization:
            credentials_file: /etc/alertmanager/meshprof-webhook-token
`;

/** Sends an alert as the sender would, with a label of a process that there is. */
export const testCommand = (controllerUrl: string | undefined, source: AlertSource, service: string): string =>
  `${secretVariable(source)}_FILE=/path/to/the/file \\
  meshprof alerts test ${shellText(`service=${service}`)} --duration 5s \\
  --url ${shellText(controllerAddress(controllerUrl))}
`;

/** Addresses hold `:` and `#`, which mean something in YAML; plain ones stay readable. */
const yamlText = (text: string): string => (/^[\w:/.-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);
