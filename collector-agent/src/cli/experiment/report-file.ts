import type { ExperimentReport } from '@meshprof/contracts';
import { renderMarkdown } from '@meshprof/experiments';
import { checkWritable, writeFileWhole } from '../../record/write-file.ts';
import { CliError } from '../cli-failure.ts';

/** Before a run of an hour: a report that cannot be written should be known of now. */
export function checkReportFile(file: string | undefined): void {
  if (file === undefined) return;
  if (!/\.(json|md)$/.test(file)) {
    throw new CliError({ exit: 'usage', message: `--output must end in .json or .md, not "${file}"` });
  }
  const writable = checkWritable(file);
  if (!writable.ok) throw new CliError({ exit: 'output', message: writable.message });
}

export function writeReportFile(file: string, report: ExperimentReport): void {
  const text = file.endsWith('.md') ? renderMarkdown(report) : `${JSON.stringify(report, null, 2)}\n`;
  const written = writeFileWhole(file, Buffer.from(text));
  if (!written.ok) throw new CliError({ exit: 'output', message: written.message });
}
