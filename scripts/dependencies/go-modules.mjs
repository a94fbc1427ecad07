// Modules that are linked into the Collector, by what its program says of itself, with licences by the text of the
// files in Go's module cache.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { collectorProgram } from '../../provisioning/collector/build-collector.mjs';
import { findGo } from '../../provisioning/collector/find-go.mjs';

const run = promisify(execFile);

/** What tells one text from the others. */
const TEXTS = [
  [/Apache License\s+Version 2\.0/, 'Apache-2.0'],
  [/Mozilla Public License/, 'MPL-2.0'],
  [/Permission is hereby granted, free of charge/, 'MIT'],
  [/Permission to use, copy, modify, and(?:\/or)? distribute/, 'ISC'],
  [/Neither the name of/, 'BSD-3-Clause'],
  [/Redistribution and use in source and binary forms/, 'BSD-2-Clause'],
];

/** @returns {Promise<{ name: string, version: string, license: string | undefined, use: 'collector', sum: string }[]>} */
export async function goModules() {
  const program = collectorProgram();
  if (!existsSync(program)) return [];
  const go = await findGo().catch(() => undefined);
  if (go === undefined) return [];
  const [{ stdout }, { stdout: cache }] = await Promise.all([
    run(go, ['version', '-m', program], { maxBuffer: 1 << 24 }),
    run(go, ['env', 'GOMODCACHE']),
  ]);
  return [...stdout.matchAll(/^\tdep\t(\S+)\t(\S+)\t(h1:\S+)/gm)].flatMap(([, name, version, sum]) => {
    const folder = path.join(cache.trim(), `${escaped(name)}@${escaped(version)}`);
    // A Collector from the cache of set-up does not need the sources that it was made of.
    return existsSync(folder) ? [{ name, version, license: licenceIn(folder), use: 'collector', sum }] : [];
  });
}

/** As Go writes module paths in file names: no capitals. */
const escaped = (text) => text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);

function licenceIn(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  const text = file === undefined ? '' : readFileSync(path.join(folder, file), 'utf8');
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}
