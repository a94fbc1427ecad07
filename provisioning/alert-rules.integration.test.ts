import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const at = (...parts: string[]) => join(import.meta.dirname, ...parts);
const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const skipWithout = (program: string) =>
  isThere(program) ? false : `${program} is not installed (npm run setup does)`;

/** Output of a program that ended well. */
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', cwd: at('prometheus'), stdio: ['ignore', 'pipe', 'pipe'] });

describe('meshprof-rules.yml', { skip: skipWithout('promtool') }, () => {
  it('is accepted by promtool', () => {
    assert.match(run('promtool', 'check', 'rules', 'meshprof-rules.yml'), /SUCCESS: 6 rules found/);
  });

  it('fires when it should, and only then (promtool test rules)', () => {
    assert.match(run('promtool', 'test', 'rules', 'meshprof-rules.test.yml'), /SUCCESS/);
  });
});

describe('alertmanager.yml', { skip: skipWithout('amtool') }, () => {
  const file = at('alertmanager', 'alertmanager.yml');
  const receiversOf = (...labels: string[]) =>
    run('amtool', 'config', 'routes', 'test', `--config.file=${file}`, ...labels).trim();

  it('is accepted by amtool', () => {
    assert.match(run('amtool', 'check-config', file), /SUCCESS/);
  });

  it('hands our alerts to the controller, and takes none away from where they go today', () => {
    assert.equal(receiversOf('alertname=MeshprofEnvoySlow', 'meshprof=profile'), 'meshprof,team');
    assert.equal(receiversOf('alertname=DiskFull'), 'team');
  });
});
