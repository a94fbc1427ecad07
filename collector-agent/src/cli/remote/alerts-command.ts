import { type AlertDelivery, AlertDeliverySchema, pageOf } from '@meshprof/contracts';
import type { Command } from 'commander';
import { formatTable } from '../table.ts';
import { addTestCommand } from './alerts-test-command.ts';
import { formatSelector } from './matcher-arguments.ts';
import { addRemoteOptions, present, queryOf, type RemoteOptions, withApi } from './remote-command.ts';

const DeliveryPage = pageOf(AlertDeliverySchema, 'AlertDeliveryPage');

export function addAlertsCommand(program: Command): void {
  const alerts = program.command('alerts').description('see what came of alerts, and send one to try');
  addList(alerts);
  addTestCommand(alerts);
}

interface ListOptions extends RemoteOptions {
  readonly outcome?: string;
  readonly source?: string;
  readonly alert?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function addList(alerts: Command): void {
  addRemoteOptions(alerts.command('list'))
    .description('list the alerts that were delivered, newest first')
    .option('--outcome <outcome>', 'accepted, refused, ignored or rejected')
    .option('--source <sender>', 'grafana or alertmanager')
    .option('--alert <text>', "part of the alert's name")
    .option('--limit <number>', 'at most so many')
    .option('--cursor <cursor>', 'go on after a page (nextCursor of --json)')
    .action((options: ListOptions) =>
      withApi(options, async (api) => {
        const { outcome, source, alert, limit, cursor } = options;
        const path = `/v1/alerts/deliveries${queryOf({ outcome, source, alert, limit, cursor })}`;
        const page = await api.call('GET', path, { answer: DeliveryPage });
        present(options, page, ({ items }) => deliveryTable(items));
      })
    );
}

function deliveryTable(deliveries: readonly AlertDelivery[]): string {
  if (deliveries.length === 0) return 'no alerts\n';
  return formatTable(
    [
      { title: 'RECEIVED' },
      { title: 'OUTCOME' },
      { title: 'ALERT' },
      { title: 'PROCESSES' },
      { title: 'TASK OR REASON' },
    ],
    deliveries.map(({ receivedAt, outcome, alertName, selector, taskId, reason }) => [
      receivedAt,
      outcome,
      alertName || '-',
      selector === undefined ? '-' : formatSelector(selector),
      taskId ?? reason ?? '-',
    ])
  );
}
