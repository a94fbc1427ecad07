import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { cannotProfile } from '../../collector-agent/src/testing/can-profile.ts';
import { type Finished, runMeshprof } from '../../collector-agent/src/testing/meshprof-process.ts';
import { buildGuestPrograms } from './initramfs/make-initramfs.ts';
import { cannotConstrain } from './cannot-constrain.ts';
import { HARMLESS, SENTENCES } from './situation-sentences.ts';
import { type Situation, SITUATIONS } from './steps.ts';

/** The same situations as in the guests of `npm run kernels`, made on this machine's own kernel. */
describe('where something is missing', { skip: cannotProfile() || cannotConstrain(), timeout: 240_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-situations-'));
  const within = ({ constrain }: Situation): readonly string[] => [path.join(folder, 'constrain'), ...constrain, '--'];
  before(() => buildGuestPrograms(folder));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const situation of SITUATIONS) {
    const sentence = SENTENCES[situation.id];
    if (sentence === undefined) continue;
    test(`${situation.title}: check and a session say it in one sentence, with the remedy`, async () => {
      const check = await runMeshprof(['check', '--json'], { prefix: within(situation) });
      assert.match(sentenceOf(check, 'cannot profile here: '), sentence);
      // A program of this user, so that rights to read it are not what is missing.
      const target = spawn('sleep', ['60']);
      try {
        const output = ['--events', 'on-cpu,off-cpu', '--duration', '1s', '--output', path.join(folder, 'x.otlp')];
        const record = await runMeshprof(['record', '--pid', String(target.pid), ...output], {
          prefix: within(situation),
        });
        assert.notEqual(record.status, 0);
        const said = sentenceOf(record, '');
        assert.match(said.replace(/^cannot record: /, ''), /^recording needs root or CAP_/.test(said) ? /./ : sentence);
      } finally {
        target.kill('SIGKILL');
      }
    });
  }

  test('what is harmless is no reason to refuse', async (context) => {
    for (const situation of SITUATIONS.filter(({ id }) => HARMLESS.has(id))) {
      const check = await runMeshprof(['check', '--json'], { prefix: within(situation) });
      assert.equal(check.status, 0, `${situation.title}: ${check.stderr}`);
    }
    context.diagnostic([...HARMLESS].join(', '));
  });

  function sentenceOf({ stderr }: Finished, prefix: string): string {
    const [line = '', ...more] = stderr.trimEnd().split('\n');
    assert.deepEqual(more, [], stderr);
    assert.ok(line.startsWith(`meshprof: ${prefix}`), stderr);
    return line.slice(`meshprof: ${prefix}`.length);
  }
});
