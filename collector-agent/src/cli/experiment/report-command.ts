import { renderMarkdown } from '@meshprof/experiments';
import { reportOf } from '../../experiment/run/run-report.ts';
import { CliError } from '../cli-failure.ts';
import { writeErr, writeOut } from '../terminal.ts';
import type { StateOptions } from './experiment-command.ts';
import { findRun } from './find-run.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

/** Of a run that goes on or broke off: what its slots say so far. */
export function reportCommand(
  id: string | undefined,
  { stateDir, json, output }: StateOptions & { readonly json?: boolean; readonly output?: string }
): void {
  checkReportFile(output);
  const run = findRun(stateDir, id);
  const report = run.report ?? reportOf(run);
  if (report === undefined) {
    const why = run.abort === undefined ? `it is ${run.state}` : `it was aborted: ${run.abort.detail}`;
    throw new CliError({ exit: 'usage', message: `experiment ${run.experimentId} has measured nothing yet; ${why}` });
  }
  if (run.report === undefined) writeErr(`meshprof: the run is ${run.state}; this is what it found so far\n`);
  if (output !== undefined) writeReportFile(output, report);
  else writeOut(json === true ? `${JSON.stringify(report, null, 2)}\n` : renderMarkdown(report));
}
