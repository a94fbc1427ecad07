import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ExperimentReport, ExperimentSpec } from '@meshprof/contracts';
import { peekJournal } from '../../../collector-agent/src/experiment/journal/journal-folder.ts';
import { at, projectRoot } from '../../harness/project.ts';
import type { ArticleRun, ArticleRunName } from './article-run.ts';

/** Runs one through the command line, as anybody would, its progress on the terminal. */
export async function runArticleExperiment(
  name: ArticleRunName,
  spec: ExperimentSpec,
  folder: string
): Promise<Omit<ArticleRun, 'conditions'>> {
  const specFile = path.join(folder, `${name}.spec.json`);
  const reportFile = path.join(folder, `${name}.report.json`);
  const stateDir = path.join(folder, 'state');
  writeFileSync(specFile, JSON.stringify(spec, null, 2));
  const code = await meshprof(['experiment', 'run', specFile, '--output', reportFile, '--state-dir', stateDir]);
  if (code !== 0) throw new Error(`experiment ${name} ended with exit code ${code}; its journal is in ${stateDir}`);
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as ExperimentReport;
  const slots = peekJournal(stateDir, report.experimentId)?.slots;
  if (slots === undefined) throw new Error(`experiment ${name} has no journal in ${stateDir}`);
  return { name, report, slots };
}

function meshprof(args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [at('collector-agent', 'bin', 'meshprof.mjs'), ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
