import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Child } from '../../standalone/src/processes/child-process.ts';
import { startAlertmanager, startPrometheus } from './alerting-programs.ts';
import { freePorts } from './free-ports.ts';
import { at } from './project.ts';

export interface ShippedAlertingOptions {
  readonly folder: string;
  /** `host:port` of what compose calls `controller:8686`, `agent:8687` and the demo's admin. */
  readonly controller: string;
  readonly agent: string;
  readonly envoyAdmin: string;
  readonly tokenFile: string;
}

export interface ShippedAlerting {
  /** Of Prometheus: `http://127.0.0.1:<port>` */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Real Prometheus and Alertmanager with the files of provisioning/, in which only addresses and times are others: windows
 * of minutes become seconds, the thresholds stay. promtool's unit tests prove the rules with their own times.
 */
export async function startShippedAlerting(options: ShippedAlertingOptions): Promise<ShippedAlerting> {
  const { folder, controller, tokenFile } = options;
  const [prometheusPort, alertmanagerPort] = (await freePorts(2)) as [number, number];
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'meshprof-rules.yml'),
    changed(
      ['provisioning', 'prometheus', 'meshprof-rules.yml'],
      [
        [/\[5m\]/g, '[10s]'],
        [/for: \dm/g, 'for: 0s'],
        [/interval: 30s/g, 'interval: 1s'],
        [/meshprof_duration: 30s/g, 'meshprof_duration: 5s'],
      ]
    )
  );
  const alertmanager = await startAlertmanager({
    folder,
    port: alertmanagerPort,
    config: changed(
      ['provisioning', 'alertmanager', 'alertmanager.yml'],
      [
        [/controller:8686/g, controller],
        [/\/run\/meshprof\/webhook-token/g, tokenFile],
      ]
    ),
  });
  const prometheus = await startPrometheus({
    folder,
    port: prometheusPort,
    config: prometheusConfig(options, alertmanagerPort),
  });
  const children: Child[] = [prometheus, alertmanager];
  return {
    url: `http://127.0.0.1:${prometheusPort}`,
    stop: async () => void (await Promise.all(children.map((child) => child.stop()))),
  };
}

/** With the blocks for Alertmanager taken in, as the file's first lines say. */
function prometheusConfig({ controller, agent, envoyAdmin }: ShippedAlertingOptions, alertmanagerPort: number): string {
  return changed(
    ['provisioning', 'prometheus', 'prometheus.yml'],
    [
      [/^# (rule_files:|alerting:| {2}alertmanagers:| {4}- static_configs:)/gm, '$1'],
      [/alertmanager:9093/g, `127.0.0.1:${alertmanagerPort}`],
      [/scrape_interval: 5s/g, 'scrape_interval: 1s'],
      [/scrape_timeout: 4s/g, 'scrape_timeout: 1s'],
      [/127\.0\.0\.1:9901/g, envoyAdmin],
      [/agent:8687/g, agent],
      [/controller:8686/g, controller],
    ]
  );
}

/** A file in which each pattern is replaced; one that is not there any more is an error. */
function changed(file: readonly string[], changes: readonly (readonly [RegExp, string])[]): string {
  return changes.reduce(
    (text, [pattern, replacement]) => {
      if (text.search(pattern) < 0) throw new Error(`${file.join('/')} has no ${String(pattern)}`);
      return text.replace(pattern, replacement);
    },
    readFileSync(at(...file), 'utf8')
  );
}
