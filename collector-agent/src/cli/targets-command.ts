import { hostname } from 'node:os';
import type { Target } from '@meshprof/contracts';
import type { Command } from 'commander';
import { ContainerRecords } from '../discovery/container-records.ts';
import { createInventory } from '../discovery/inventory.ts';
import { formatTable } from './table.ts';
import { writeOut } from './terminal.ts';

export function addTargetsCommand(program: Command): void {
  program
    .command('targets')
    .description('list processes and say of each whether it can be profiled')
    .option('--json', 'print [{pid, service, role, container, verdict, reasonCode, reason}]')
    .option('--all', 'kernel threads too (always with --json)')
    .action(({ json, all }: { json?: boolean; all?: boolean }) => {
      const targets = createInventory({
        nodeIdentity: { node: hostname() },
        containers: new ContainerRecords(),
      }).list();
      writeOut(json === true ? asJson(targets) : asTable(targets, all === true));
    });
}

function asJson(targets: readonly Target[]): string {
  const rows = targets.map(({ pid, service, role, container, verdict, reasonCode, reason }) => ({
    pid,
    service,
    role,
    container,
    verdict,
    reasonCode,
    reason,
  }));
  return `${JSON.stringify(rows)}\n`;
}

/** A container's id is shown as runtimes shorten it, its name in a pod whole. */
const SHORT_ID_LENGTH = 12;

function shortContainer(container: string): string {
  return /^[0-9a-f]{64}$/.test(container) ? container.slice(0, SHORT_ID_LENGTH) : container;
}

function asTable(targets: readonly Target[], all: boolean): string {
  const shown = targets.filter(({ reasonCode }) => all || reasonCode !== 'kernel-thread');
  const rows = shown.map(({ pid, service, role, container, verdict, reason }) => [
    String(pid),
    service,
    role,
    container === null ? '-' : shortContainer(container),
    verdict,
    verdict === 'profilable' ? '' : reason,
  ]);
  const columns = ['SERVICE', 'ROLE', 'CONTAINER', 'VERDICT', 'REASON'].map((title) => ({ title }));
  return formatTable([{ title: 'PID', align: 'right' }, ...columns], rows);
}
