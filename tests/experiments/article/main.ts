/**
 * `npm run experiment:article`: measures what the article measured and writes docs/the-article.md; about half an hour.
 *   --only NAMES   some of a-a, fixed-rate, saturation; the others stay as they were measured last
 *   --render       measures nothing, writes the page anew
 *   --rate N       requests per second of the fixed rate, where the machine is too busy for the calibrated one
 *   --seconds N    of each window, and of each profile
 *   --short        a few minutes, to try the command: printed, and nothing kept
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { at, projectRoot } from '../../harness/project.ts';
import { isTooBusy, machineState } from '../../bench/machine-state.ts';
import { articleConditions } from './article-conditions.ts';
import { startArticleDemo } from './article-demo.ts';
import { articlePage } from './article-page.ts';
import { ARTICLE_RUNS, type ArticleRun, type ArticleRunName } from './article-run.ts';
import { articleSpec, type ArticleOptions } from './article-specs.ts';
import { readKeptRun, writeKeptRun } from './kept-runs.ts';
import { runArticleExperiment } from './run-article-experiment.ts';

const PAGE = at('docs', 'the-article.md');

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rate: { type: 'string' },
    render: { type: 'boolean', default: false },
    seconds: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);

const measured = values.render ? [] : await measure(chosenRuns());
if (values.short) writeShort(measured);
else writePage();

function writeShort(runs: readonly ArticleRun[]): void {
  const all = Object.fromEntries(runs.map((run) => [run.name, run]));
  const isWhole = ARTICLE_RUNS.every((name) => name in all);
  process.stdout.write(isWhole ? articlePage(all as Record<ArticleRunName, ArticleRun>) : JSON.stringify(runs));
}

function writePage(): void {
  const runs = Object.fromEntries(ARTICLE_RUNS.map((name) => [name, readKeptRun(name)]));
  writeFileSync(PAGE, articlePage(runs as Record<ArticleRunName, ArticleRun>));
  execFileSync(at('node_modules', '.bin', 'prettier'), ['--write', '--log-level=warn', PAGE], { cwd: projectRoot });
  say(`${PAGE} is written.`);
}

function chosenRuns(): readonly ArticleRunName[] {
  if (values.only === undefined) return ARTICLE_RUNS;
  const names = values.only.split(',');
  const unknown = names.filter((name) => !(ARTICLE_RUNS as readonly string[]).includes(name));
  if (unknown.length > 0) throw new Error(`--only takes ${ARTICLE_RUNS.join(', ')}, not ${unknown.join(', ')}`);
  return names as ArticleRunName[];
}

function articleOptions(): ArticleOptions {
  const { rate, seconds, short } = values;
  return {
    short,
    ...(rate !== undefined && { requestsPerSecond: Number(rate) }),
    ...(seconds !== undefined && { windowMs: Number(seconds) * 1_000 }),
  };
}

async function measure(names: readonly ArticleRunName[]): Promise<ArticleRun[]> {
  if (isTooBusy(machineState())) say('This machine is busy with something else: expect wide intervals and void slots.');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-article-'));
  const demo = await startArticleDemo(folder);
  try {
    const runs: ArticleRun[] = [];
    for (const name of names) {
      say(`\n── ${name} ──`);
      const before = machineState();
      const ended = await runArticleExperiment(name, articleSpec(name, demo, articleOptions()), folder);
      const run = { ...ended, conditions: await articleConditions(demo, before) };
      runs.push(run);
      // At once: what comes next may fail.
      if (!values.short) writeKeptRun(run);
    }
    return runs;
  } finally {
    await demo.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}
