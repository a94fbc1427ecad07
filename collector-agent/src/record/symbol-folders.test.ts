import assert from 'node:assert/strict';
import { test } from 'node:test';
import { symbolFolders } from './symbol-folders.ts';

test('folders of the system for root, of the user otherwise, and where XDG variables say', () => {
  assert.deepEqual(symbolFolders({}, true), {
    symbolCacheDir: '/var/cache/meshprof/symbols',
    symbolPackDir: '/var/lib/meshprof/symbol-packs',
  });
  assert.match(symbolFolders({}, false).symbolCacheDir, /\/\.cache\/meshprof\/symbols$/);
  assert.deepEqual(symbolFolders({ XDG_CACHE_HOME: '/c', XDG_DATA_HOME: 'relative' }, true), {
    symbolCacheDir: '/c/meshprof/symbols',
    symbolPackDir: '/var/lib/meshprof/symbol-packs',
  });
});
