import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Child, startChild } from '../../standalone/src/processes/child-process.ts';
import { untilReady } from './until-ready.ts';

export interface AlertingProgram {
  /** Its configuration and data. */
  readonly folder: string;
  /** Content of the configuration file. */
  readonly config: string;
  readonly port: number;
}

export async function startAlertmanager({ folder, config, port }: AlertingProgram): Promise<Child> {
  const file = path.join(folder, 'alertmanager.yml');
  writeFileSync(file, config);
  const alertmanager = startChild({
    program: 'alertmanager',
    file: 'prometheus-alertmanager',
    args: [
      `--config.file=${file}`,
      `--storage.path=${path.join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
  });
  await untilReady(alertmanager, `http://127.0.0.1:${port}/-/ready`);
  return alertmanager;
}

export async function startPrometheus({ folder, config, port }: AlertingProgram): Promise<Child> {
  const file = path.join(folder, 'prometheus.yml');
  writeFileSync(file, config);
  const prometheus = startChild({
    program: 'prometheus',
    file: 'prometheus',
    args: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${path.join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-lifecycle',
      // An alert that fires before the Alertmanager is discovered is dropped; by default it is sent again after a minute.
      '--rules.alert.resend-delay=1s',
    ],
  });
  await untilReady(prometheus, `http://127.0.0.1:${port}/-/ready`);
  return prometheus;
}
