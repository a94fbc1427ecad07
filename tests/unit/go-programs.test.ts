import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, it } from 'node:test';
import { at } from '../harness/project.ts';

const cache = mkdtempSync(path.join(os.tmpdir(), 'meshprof-go-programs-'));
after(() => rmSync(cache, { recursive: true }));

/** In a process of its own, whose cache is empty and which finds neither Go nor a Python to get one from. */
function evaluate(expression: string): unknown {
  const script = `import * as it from ${JSON.stringify(at('tests', 'harness', 'go-programs', 'go-programs.mjs'))};
    process.stdout.write(JSON.stringify(await (${expression})) ?? 'null');`;
  const env = { PATH: cache, HOME: cache, XDG_CACHE_HOME: cache };
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { env, encoding: 'utf8' }));
}

it('a program that cannot be built is a sentence for the set-up and the reason of skipped tests, not a failure', () => {
  assert.equal(evaluate("it.reasonWithoutGoPrograms(['kubectl'])"), 'kubectl was not built; npm run setup does it');
  const note = evaluate('it.buildGoPrograms()');
  assert.match(
    String(note),
    /^tests that need these programs are skipped: kube-apiserver could not be built: .*python3/
  );
  assert.match(String(evaluate("it.reasonWithoutGoPrograms(['kubectl'])")), /^kubectl could not be built: .*python3/);
});
