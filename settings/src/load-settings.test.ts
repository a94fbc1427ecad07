import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { Type } from 'typebox';
import { loadSettings, type SettingSources } from './load-settings.ts';

const Schema = Type.Object(
  {
    url: Type.String({ pattern: '^https?://' }),
    maxSessions: Type.Integer({ minimum: 1, maximum: 64 }),
    cpuCores: Type.Optional(Type.Number({ minimum: 0.01 })),
    logs: Type.Boolean(),
    hosts: Type.Array(Type.String()),
    selectors: Type.Optional(Type.Array(Type.Object({ pod: Type.String() }, { additionalProperties: false }))),
    headers: Type.Optional(Type.Record(Type.String(), Type.String(), { secret: true })),
    token: Type.Optional(Type.String({ minLength: 8, secret: true })),
    tokenFile: Type.Optional(Type.String()),
  },
  { additionalProperties: false }
);
const DEFAULTS = { url: 'http://default', maxSessions: 4, logs: true, hosts: ['localhost'] };

const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-settings-'));
after(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const name = path.join(folder, `${Math.random()}.yaml`);
  writeFileSync(name, text);
  return name;
}

function load(sources: Partial<SettingSources>) {
  return loadSettings(Schema, DEFAULTS, { flags: {}, env: {}, ...sources });
}

function value(sources: Partial<SettingSources>) {
  const loaded = load(sources);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.value;
}

function problems(sources: Partial<SettingSources>): string[] {
  const loaded = load(sources);
  assert.ok(!loaded.ok);
  return loaded.message.split('\n');
}

function problem(sources: Partial<SettingSources>): string {
  const [first, ...others] = problems(sources);
  assert.deepEqual(others, []);
  return first ?? '';
}

describe('the value of a setting', () => {
  it('is the default where nobody says anything', () => {
    assert.deepEqual(value({}), DEFAULTS);
    assert.deepEqual(value({ file: file('') }), DEFAULTS);
  });

  it('comes from a flag before the environment before the file', () => {
    const yaml = file('maxSessions: 5\nurl: http://file\nhosts: [a, b]\n');
    const env = { MESHPROF_MAX_SESSIONS: '6', MESHPROF_URL: 'http://env' };
    const { maxSessions, url, hosts } = value({ file: yaml, env, flags: { maxSessions: '7' } });
    assert.deepEqual({ maxSessions, url, hosts }, { maxSessions: 7, url: 'http://env', hosts: ['a', 'b'] });
  });

  it('is not changed by an empty variable', () => {
    assert.equal(value({ env: { MESHPROF_URL: '' } }).url, DEFAULTS.url);
  });

  it('is read from text by its type', () => {
    const env = {
      MESHPROF_CPU_CORES: '0.25',
      MESHPROF_LOGS: 'false',
      MESHPROF_HOSTS: 'a, b,',
      MESHPROF_HEADERS: 'authorization=Basic YTpi==, x-team = mesh',
      MESHPROF_SELECTORS: '[{"pod":"p"}]',
    };
    const { cpuCores, logs, hosts, headers, selectors } = value({ env });
    assert.deepEqual([cpuCores, logs, hosts, selectors], [0.25, false, ['a', 'b'], [{ pod: 'p' }]]);
    assert.deepEqual(headers, { authorization: 'Basic YTpi==', 'x-team': 'mesh' });
  });

  it('of a secret may stand in a file of its own', () => {
    const token = file('s3cret-s3cret\n');
    assert.equal(value({ flags: { tokenFile: token } }).token, 's3cret-s3cret');
    assert.equal(value({ flags: { tokenFile: token }, env: { MESHPROF_TOKEN: 'another-one' } }).token, 'another-one');
  });
});

describe('a bad value', () => {
  const cases: [name: string, sources: () => Partial<SettingSources>, message: RegExp][] = [
    ['out of range', () => ({ flags: { maxSessions: '99' } }), /^--max-sessions must be <= 64$/],
    ['no number', () => ({ flags: { maxSessions: 'x' } }), /^--max-sessions must be a whole number, not "x"$/],
    ['no fraction', () => ({ env: { MESHPROF_CPU_CORES: 'x' } }), /^MESHPROF_CPU_CORES must be a number, not "x"$/],
    ['no truth', () => ({ env: { MESHPROF_LOGS: 'yes' } }), /^MESHPROF_LOGS must be true or false, not "yes"$/],
    ['no JSON', () => ({ env: { MESHPROF_SELECTORS: '[' } }), /^MESHPROF_SELECTORS must be JSON, not "\["$/],
    ['of another type', () => ({ file: file('maxSessions: many\n') }), /^"maxSessions" in \S+\.yaml must be integer$/],
    ['inside a list', () => ({ file: file('hosts: [1]\n') }), /^"hosts\.0" in \S+\.yaml must be string$/],
    ['against the pattern', () => ({ file: file('url: ftp://x\n') }), /^"url" in \S+\.yaml must match pattern/],
    [
      'with a password in an address',
      () => ({ env: { MESHPROF_URL: 'https://me:hunter2@host' } }),
      /^MESHPROF_URL has a user or password in it; give them as a header, or in a file$/,
    ],
    [
      'misspelt',
      () => ({ file: file('maxSession: 3\n') }),
      /^unknown key "maxSession" in \S+; did you mean "maxSessions"\?$/,
    ],
    [
      'unknown',
      () => ({ file: file('colour: red\n') }),
      /^unknown key "colour" in \S+; known keys are url, maxSessions,/,
    ],
    ['in no file', () => ({ file: '/nowhere.yaml' }), /^cannot read the configuration file \/nowhere\.yaml: ENOENT/],
    ['in no YAML', () => ({ file: file('a: [1\n') }), /^cannot read the configuration file /],
    ['twice', () => ({ file: file('logs: true\nlogs: false\n') }), /: line 2, column 1 repeats a key$/],
    ['in a second document', () => ({ file: file('logs: true\n---\nlogs: false\n') }), /begins a second document$/],
    ['under a tab', () => ({ file: file('hosts:\n\t- a\n') }), /: line 2, column 1 is indented by a tab$/],
    [
      'under a key of its own',
      () => ({ file: file('selectors: [{pod: p, pot: x}]\n') }),
      /^"selectors\.0\.pot" in \S+ is no key that belongs here$/,
    ],
    ['in no mapping', () => ({ file: file('- a\n') }), /must hold keys with values$/],
    [
      'in no secret file',
      () => ({ env: { MESHPROF_TOKEN_FILE: '/no' } }),
      /^cannot read the file of MESHPROF_TOKEN_FILE: ENOENT/,
    ],
    ['in an empty file', () => ({ flags: { tokenFile: file(' \n') } }), /^the file \S+ of --token-file is empty$/],
  ];
  for (const [name, sources, message] of cases) {
    it(`${name} is one sentence that names where it stands`, () => {
      assert.match(problem(sources()), message);
    });
  }

  it('of a secret is never repeated', () => {
    const secret = file('short');
    for (const sources of [
      { env: { MESHPROF_HEADERS: 'Bearer hunter2' } },
      { env: { MESHPROF_TOKEN: 'hunter2' } },
      { file: file('token: hunter2\n') },
      { file: file('url: "http://me:hunter2@host"\n') },
      { flags: { url: 'http://hunter2@host/path' } },
      { flags: { url: 'http://host/path?api_key=hunter2' } },
      { flags: { tokenFile: secret } },
      // What HTTP and gRPC clients refuse with the value in their message.
      { env: { MESHPROF_TOKEN: 'hunter2\nhunter2-again' } },
      { env: { MESHPROF_HEADERS: 'authorization=Bearer hunter2\u0007' } },
      { env: { MESHPROF_HEADERS: 'authorization=Bearer hünter2 hunter2' } },
      { env: { MESHPROF_HEADERS: 'Authorization: Basic hunter2==' } },
    ]) {
      assert.doesNotMatch(problem(sources), /hunter2|short/);
    }
  });

  it('of a secret that YAML takes for something else is not quoted', (context) => {
    const warned = context.mock.method(process, 'emitWarning', () => undefined);
    for (const text of [
      'url: http://a\ntoken: *hunter2\n',
      'url: http://a\ntoken: !hunter2\n',
      'url: http://a\ntoken: |hunter2\n',
      'url: http://a\ntoken: "hunter2\\z"\n',
      'url: http://a\ntoken: hunter2: x\n',
    ]) {
      const sentence = problem({ file: file(text) });
      assert.match(sentence, /^cannot read the configuration file \S+: line 2, column \d+ is no YAML; quote values/);
      assert.doesNotMatch(sentence, /hunter2/);
    }
    assert.doesNotMatch(problem({ file: file('{token:hunter2}\n') }), /hunter2/);
    assert.equal(warned.mock.callCount(), 0, 'a warning would quote the line');
  });

  it('does not hide the others: each gets its line', () => {
    const found = problems({
      file: file('porto: 1\nlogs: 3\n'),
      env: { MESHPROF_MAX_SESSIONS: 'x' },
      flags: { url: 'y' },
    });
    assert.equal(found.length, 4);
    for (const [index, start] of ['unknown key "porto"', 'MESHPROF_MAX_SESSIONS', '--url', '"logs"'].entries()) {
      assert.ok(
        found.some((sentence) => sentence.startsWith(start)),
        `${index}: ${start}`
      );
    }
  });
});
