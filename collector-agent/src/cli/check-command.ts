import type { Command } from 'commander';
import { allRequirements } from '../requirements/all-requirements.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { explainUnmet } from '../requirements/unmet.ts';
import { CliError } from './cli-failure.ts';
import { formatTable } from './table.ts';
import { writeOut } from './terminal.ts';

export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .description('tell whether this machine can be profiled, and what to do if not')
    .option('--json', 'print [{id, met, remedy}]')
    .action(({ json }: { json?: boolean }) => check(json === true));
}

function check(json: boolean): void {
  const requirements = allRequirements();
  writeOut(json ? asJson(requirements) : asTable(requirements));
  const problem = explainUnmet(requirements);
  if (problem !== '') throw new CliError({ exit: 'kernelFeatureMissing', message: `cannot profile here: ${problem}` });
}

function asJson(requirements: readonly Requirement[]): string {
  return `${JSON.stringify(requirements.map(({ id, met, remedy }) => ({ id, met, remedy })))}\n`;
}

function asTable(requirements: readonly Requirement[]): string {
  const rows = requirements.map(({ id, title, met, needed, remedy }) => [
    met ? 'yes' : needed ? 'NO' : 'no (optional)',
    id,
    met ? title : `${title}. ${remedy}`,
  ]);
  return formatTable([{ title: 'MET' }, { title: 'REQUIREMENT' }, { title: 'WHAT' }], rows);
}
