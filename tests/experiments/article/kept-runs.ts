import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at } from '../../harness/project.ts';
import type { ArticleRun, ArticleRunName } from './article-run.ts';

const fileOf = (name: ArticleRunName): string => at('docs', 'the-article', `${name}.json`);

export function writeKeptRun(run: ArticleRun): void {
  mkdirSync(path.dirname(fileOf(run.name)), { recursive: true });
  writeFileSync(fileOf(run.name), `${JSON.stringify(run)}\n`);
}

export function readKeptRun(name: ArticleRunName): ArticleRun {
  try {
    return JSON.parse(readFileSync(fileOf(name), 'utf8')) as ArticleRun;
  } catch {
    throw new Error(`${fileOf(name)} cannot be read; \`npm run experiment:article -- --only ${name}\` makes it`);
  }
}
