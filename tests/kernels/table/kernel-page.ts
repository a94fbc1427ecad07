import { readFileSync, writeFileSync } from 'node:fs';
import prettier from 'prettier';
import { at } from '../../harness/project.ts';
import { type Column, featureTable, readColumns, withColumn } from './feature-table.ts';
import { betweenMarks, replaceBetweenMarks } from './markdown.ts';
import { purposeTable } from './purpose-table.ts';
import { readSentences, type Sentences, situationTable } from './situation-table.ts';

const PAGE = at('docs', 'kernels.md');

export function readPage(): string {
  return readFileSync(PAGE, 'utf8');
}

/** Puts one kernel's column into the page, or another in the place of the one it had. */
export async function writeColumn(column: Column): Promise<void> {
  const columns = withColumn(readColumns(betweenMarks(readPage(), 'features')), column);
  await write('features', featureTable(columns));
}

/** Those that are not given stay as they are. */
export async function writeSentences(sentences: Sentences): Promise<void> {
  const known = readSentences(betweenMarks(readPage(), 'situations'));
  await write('situations', situationTable(new Map([...known, ...sentences])));
}

export async function writePurposes(): Promise<void> {
  await write('purposes', purposeTable());
}

async function write(name: string, table: string): Promise<void> {
  const page = replaceBetweenMarks(readPage(), name, table);
  const options = (await prettier.resolveConfig(PAGE)) ?? {};
  writeFileSync(PAGE, await prettier.format(page, { ...options, filepath: PAGE }));
}
