import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOf, expand, pairsOf, parseDockerfile } from './parse-dockerfile.ts';

const TEXT = `
# comment
ARG V
FROM node:\${V}-slim AS one
RUN a \\
 # within
 && b
FROM one
ENV A=1 B="two words" \\
    C=$V
COPY --from=one /x y/*.ts /z/
`;

test('stages, joined lines and expanded image names', () => {
  assert.deepEqual(parseDockerfile(TEXT, { V: '24' }), [
    { from: 'node:24-slim', name: 'one', steps: [{ keyword: 'RUN', rest: 'a   && b' }] },
    {
      from: 'one',
      name: 'stage-1',
      steps: [
        { keyword: 'ENV', rest: 'A=1 B="two words"      C=$V' },
        { keyword: 'COPY', rest: '--from=one /x y/*.ts /z/' },
      ],
    },
  ]);
  assert.throws(() => parseDockerfile('FROM x\nVOLUME /y', {}), /unknown instruction VOLUME/);
  assert.throws(() => parseDockerfile('FROM x:${Y}', {}), /nothing defines Y/);
});

test('the parts of instructions', () => {
  assert.deepEqual(pairsOf('A=1 B="two words" C='), { A: '1', B: 'two words', C: '' });
  assert.equal(expand('$A/${B}', { A: 'a', B: 'b' }), 'a/b');
  assert.deepEqual(copyOf('--from=one /x y/*.ts /z/'), { from: 'one', sources: ['/x', 'y/*.ts'], to: '/z/' });
  assert.throws(() => copyOf('--chown=1 a b'), /unknown option/);
});
