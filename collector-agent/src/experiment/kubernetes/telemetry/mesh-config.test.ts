import assert from 'node:assert/strict';
import { it } from 'node:test';
import { parseMeshConfig } from './mesh-config.ts';

it('a MeshConfig that is none is told by line: tokens of tracers stand in there', () => {
  for (const text of [
    'a: 1\ntoken: *hunter2\n',
    'a: 1\n  token: hunter2\n',
    'a: 1\ntoken: "hunter2\n',
    'lightstep: {accessToken: hunter2',
  ]) {
    assert.throws(
      () => parseMeshConfig(text),
      (error: Error) => {
        assert.match(error.message, /^it is no YAML \((line \d|too many aliases)/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      }
    );
  }
  assert.throws(() => parseMeshConfig('- hunter2'), /^Error: it is not a map$/);
});
