import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { startAlertmanager, startPrometheus } from './alerting-programs.ts';
import { freePorts } from './free-ports.ts';

export interface AlertingOptions {
  readonly folder: string;
  /** Where Alertmanager sends notifications, and the file with the bearer token. */
  readonly webhookUrl: string;
  readonly tokenFile: string;
  /** Of the one alert, which fires while `isFiring`. */
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

export interface RunningAlerting {
  setFiring(isFiring: boolean): Promise<void>;
  /** Notifications that Alertmanager could not deliver so far, counting its repetitions. */
  failedRequests(): Promise<number>;
  stop(): Promise<void>;
}

/** A real Prometheus with one rule, and a real Alertmanager that sends what it hears to a webhook at once. */
export async function startAlerting(options: AlertingOptions): Promise<RunningAlerting> {
  const [prometheusPort, alertmanagerPort] = (await freePorts(2)) as [number, number];
  mkdirSync(options.folder, { recursive: true });
  writeRule(options, false);
  const { folder } = options;
  const alertmanager = await startAlertmanager({
    folder,
    config: alertmanagerConfig(options),
    port: alertmanagerPort,
  });
  const prometheus = await startPrometheus({
    folder,
    config: prometheusConfig(alertmanagerPort),
    port: prometheusPort,
  });
  return {
    async setFiring(isFiring) {
      writeRule(options, isFiring);
      const answer = await fetch(`http://127.0.0.1:${prometheusPort}/-/reload`, { method: 'POST' });
      if (!answer.ok) throw new Error(`Prometheus does not take the rule: ${await answer.text()}`);
    },
    async failedRequests() {
      const text = await (await fetch(`http://127.0.0.1:${alertmanagerPort}/metrics`)).text();
      const name = 'alertmanager_notification_requests_failed_total{integration="webhook"} ';
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(name))
          ?.slice(name.length) ?? NaN
      );
    },
    async stop() {
      await Promise.all([prometheus.stop(), alertmanager.stop()]);
    },
  };
}

function writeRule({ folder, labels, annotations }: AlertingOptions, isFiring: boolean): void {
  const rule = { alert: 'HighLatency', expr: `vector(${isFiring ? 1 : 0}) == 1`, labels, annotations };
  writeFileSync(path.join(folder, 'rules.yml'), stringify({ groups: [{ name: 'test', rules: [rule] }] }));
}

function alertmanagerConfig({ webhookUrl, tokenFile }: AlertingOptions): string {
  const webhook = { url: webhookUrl, http_config: { authorization: { credentials_file: tokenFile } } };
  const route = {
    receiver: 'meshprof',
    group_by: ['...'],
    group_wait: '0s',
    group_interval: '1s',
    repeat_interval: '1h',
  };
  return stringify({ route, receivers: [{ name: 'meshprof', webhook_configs: [webhook] }] });
}

function prometheusConfig(alertmanagerPort: number): string {
  const targets = [{ targets: [`127.0.0.1:${alertmanagerPort}`] }];
  return stringify({
    global: { evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: targets }] },
  });
}
