import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { ProxySettings, SettingNoteId } from '@meshprof/contracts';
import { readProcessStat } from '../discovery/process-facts.ts';
import { ProxySettingsReader } from './ask-proxy-settings.ts';
import { readProxySettings } from './read-proxy-settings.ts';
import { assertValid, rowsOf, valuesOf } from './settings-test-support.ts';
import { StandInEnvoy } from './stand-in-test-support.ts';

const MESHPROF = fileURLToPath(new URL('../../bin/meshprof.mjs', import.meta.url));
/** Each alias means the one before nine times: a billion in all. */
const BOMB = [
  'a: &a x',
  ...[...'bcdefghij'].map((name, index) => `${name}: &${name} [${`*${'abcdefghij'[index]},`.repeat(9)}]`),
];

describe('hostile configurations', () => {
  const envoy = new StandInEnvoy();
  const reader = new ProxySettingsReader(MESHPROF);
  after(() => envoy.stop());

  async function settingsWith(config: string): Promise<ProxySettings> {
    const settings = readProxySettings(await envoy.start(['-c', config, '--concurrency', '3']));
    assertValid(settings);
    return settings;
  }

  /** One note with the cause, whatever else can be known is there, and nothing of the file. */
  async function costsOneNote(config: string, id: SettingNoteId, detail?: RegExp): Promise<void> {
    const settings = await settingsWith(config);
    assert.deepEqual(
      settings.notes.map((note) => note.id),
      [id],
      JSON.stringify(settings.notes)
    );
    if (detail !== undefined) assert.match(settings.notes[0]?.detail ?? '', detail);
    assert.deepEqual(valuesOf(settings, 'workers'), ['3']);
    assert.deepEqual(rowsOf(settings, 'tracing.sampling'), [
      { settingId: 'tracing.sampling', source: 'not-visible', notes: ['file-unread'] },
    ]);
  }

  it('cost one clear note each', async () => {
    const folder = path.join(envoy.folder, 'folder');
    mkdirSync(folder);
    const pipe = path.join(envoy.folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    const large = envoy.write('large.json', '{}');
    truncateSync(large, 100 * 1024 * 1024);
    symlinkSync('loop', path.join(envoy.folder, 'loop'));
    await costsOneNote('missing.yaml', 'file-missing');
    await costsOneNote(`${large}/below.yaml`, 'file-missing');
    await costsOneNote(folder, 'file-special');
    await costsOneNote('/', 'file-special');
    await costsOneNote(pipe, 'file-special');
    await costsOneNote('/dev/zero', 'file-special');
    await costsOneNote('/proc/self/environ', 'file-special');
    await costsOneNote('loop', 'file-unreadable');
    await costsOneNote(large, 'file-too-large', /104857600 bytes/);
    await costsOneNote(envoy.write('bomb.yaml', BOMB.join('\n')), 'file-broken', /aliases/);
    const pairs = Array.from({ length: 60_000 }, (_unused, index) => `k${index}: &k${index} 1\nl${index}: *k${index}`);
    await costsOneNote(envoy.write('pairs.yaml', pairs.join('\n')), 'file-broken', /aliases/);
    await costsOneNote(envoy.write('deep.yaml', '['.repeat(200_000)), 'file-broken');
    await costsOneNote(envoy.write('broken.yaml', 'a: [1\nb: }'), 'file-broken', /^line 2$/);
    await costsOneNote(envoy.write('binary.yaml', Buffer.from([0, 1, 2, 255, 254, 0, 10])), 'file-not-envoy');
    await costsOneNote(envoy.write('list.yaml', '- 1\n- 2'), 'file-not-envoy');
    await costsOneNote(envoy.write('bootstrap.pb', 'x'), 'file-format');
  });

  it('of aliases that mean much cost nothing to tell', async () => {
    const keys = Array.from({ length: 900 }, (_unused, index) => `k${index}: *x`).join(', ');
    const log = 'access_log: [{ typed_config: { json_format: *f } }]';
    const listener = `{ filter_chains: [{ filters: [{ typed_config: { '@type': a.TcpProxy, ${log} } }] }] }`;
    const text = `x: &x ${'y'.repeat(1_000_000)}\nf: &f { ${keys} }\nstatic_resources: { listeners: [${listener}] }`;
    const settings = await settingsWith(envoy.write('aliases.yaml', text));
    assert.match(valuesOf(settings, 'accesslog.format')[0] ?? '', /^JSON \{"k0":"yyy/);
  });

  it('of other shapes than expected cost nothing', async () => {
    const odd = {
      static_resources: {
        listeners: [
          null,
          1,
          { filter_chains: { filters: 1 } },
          { filter_chains: [{ filters: ['x', { typed_config: 3 }] }] },
        ],
      },
      layered_runtime: { layers: 'all', __proto__: { x: 1 } },
      stats_config: { stats_matcher: { inclusion_list: { patterns: [7, {}] } } },
    };
    const settings = await settingsWith(envoy.write('odd.json', JSON.stringify(odd)));
    assert.deepEqual(settings.notes, []);
  });

  it(
    'are not read past the rights of the process that names them',
    { skip: process.getuid?.() !== 0 && 'needs root' },
    async () => {
      symlinkSync('/etc/shadow', path.join(envoy.folder, 'shadow.yaml'));
      spawnSync('chmod', ['-R', 'a+rX', envoy.folder]);
      const pid = await envoy.start(['-c', 'shadow.yaml'], 65534);
      assert.deepEqual(
        readProxySettings(pid)?.notes.map(({ id }) => id),
        ['file-forbidden']
      );
      // Root may: of what it says nothing is told.
      const settings = await settingsWith('shadow.yaml');
      assert.ok(rowsOf(settings, 'stats.matcher').every(({ source }) => source !== 'file'));
      assert.ok(!JSON.stringify(settings).includes('root:'));
    }
  );

  it('are read in a process of its own, which is given up if it takes too much', async () => {
    const asked = async (...args: string[]) => {
      const pid = await envoy.start(args);
      return reader.read({ pid, startTimeTicks: readProcessStat(pid)?.startTimeTicks ?? '' });
    };
    const small = envoy.write('small.yaml', 'stats_config: { stats_matcher: { reject_all: true } }');
    // Small on disk, and a million nodes in memory.
    const large = envoy.write('large.yaml', `[${'0,'.repeat(1_000_000)}]`);
    const [first, second, third] = await Promise.all([asked('-c', small), asked('-c', large), asked('-c', small)]);
    assert.deepEqual(first && valuesOf(first, 'stats.matcher'), ['no statistics']);
    assert.deepEqual(second, { settings: [], notes: [{ id: 'took-too-much' }] });
    assert.deepEqual(third, first);
  });

  it('are not asked of what is no Envoy, or of another process', async () => {
    const { startTimeTicks = '' } = readProcessStat(process.pid) ?? {};
    const pid = await envoy.start(['-c', 'x']);
    const ofEnvoy = reader.read({ pid, startTimeTicks: readProcessStat(pid)?.startTimeTicks ?? '' });
    // Nor are those that are waited for.
    const ofOther = reader.read({ pid: process.pid, startTimeTicks });
    assert.equal(await Promise.race([ofEnvoy, ofOther]), undefined);
    assert.ok((await ofEnvoy) !== undefined);
    assert.equal(await reader.read({ pid: await envoy.start(['-c', 'x']), startTimeTicks: '1' }), undefined);
  });
});

it('a link that leads out of a root stays inside it', async () => {
  const { openInRoot } = await import('./open-in-root.ts');
  const { closeSync, constants, openSync, readFileSync } = await import('node:fs');
  const { readProcessRights } = await import('./process-rights.ts');
  const envoy = new StandInEnvoy();
  try {
    mkdirSync(path.join(envoy.folder, 'etc'));
    envoy.write('etc/passwd', 'of the root');
    symlinkSync('/etc/passwd', path.join(envoy.folder, 'absolute'));
    symlinkSync('../../../../../etc/passwd', path.join(envoy.folder, 'etc', 'relative'));
    symlinkSync('/', path.join(envoy.folder, 'etc', 'up'));
    const root = openSync(realpathSync(envoy.folder), constants.O_RDONLY | constants.O_DIRECTORY);
    const rights = readProcessRights(process.pid);
    assert.ok(rights !== undefined);
    for (const name of ['absolute', 'etc/relative', 'etc/up/etc/up/absolute', '../../etc/../etc/passwd']) {
      const opened = openInRoot(root, name, rights);
      assert.ok(opened.ok, name);
      assert.equal(readFileSync(opened.descriptor, 'utf8'), 'of the root');
      closeSync(opened.descriptor);
    }
    closeSync(root);
  } finally {
    envoy.stop();
  }
});
