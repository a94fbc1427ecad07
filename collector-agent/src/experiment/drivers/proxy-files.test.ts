import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { ProxyFiles } from './proxy-files.ts';

describe('files of a proxy', () => {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'meshprof-files-')));
  after(() => rmSync(folder, { recursive: true }));
  const files = new ProxyFiles(process.pid);
  const place = (name: string) => path.join(folder, name);

  it('are replaced by a move, with owner and mode', () => {
    writeFileSync(place('l.yaml'), 'old');
    chmodSync(place('l.yaml'), 0o640);
    const before = files.read(place('l.yaml'));
    assert.ok(before.ok);
    const { ino } = statSync(place('l.yaml'));
    // Left by one that was killed.
    writeFileSync(place('.l.yaml.meshprof'), 'half');
    assert.ok(files.replace(place('l.yaml'), { ...before.value, bytes: Buffer.from('new') }).ok);
    const stat = statSync(place('l.yaml'));
    assert.deepEqual([readFileSync(place('l.yaml'), 'utf8'), stat.mode & 0o777], ['new', 0o640]);
    assert.notEqual(stat.ino, ino);
    assert.deepEqual(readdirSync(folder), ['l.yaml']);
  });

  it('have another stamp when another has written them', () => {
    const stamp = files.stamp(place('l.yaml'));
    assert.equal(files.stamp(place('l.yaml')), stamp);
    writeFileSync(place('l.yaml'), 'new');
    assert.notEqual(files.stamp(place('l.yaml')), stamp);
    assert.equal(files.stamp(place('none')), 'absent');
  });

  it('are no links, folders or devices', () => {
    symlinkSync(place('l.yaml'), place('link'));
    const link = files.read(place('link'));
    assert.match(link.ok ? '' : link.problem, /link is a symbolic link \(as a ConfigMap/);
    assert.match(files.problemOfReplacing(place('link'), 1) ?? '', /symbolic link/);
    for (const other of [folder, '/dev/null', '/proc/self/environ', '/dev/zero']) {
      assert.equal(files.read(other).ok, false, other);
    }
    assert.deepEqual(files.sizes([place('l.yaml'), '/dev/null', place('link')]), { [place('l.yaml')]: 3 });
  });

  it('that are missing are named, and nothing is made', () => {
    assert.match(files.problemOfReplacing(place('none'), 1) ?? '', /none does not exist/);
    assert.match(files.problemOfReplacing(place('no/where'), 1) ?? '', /folder that does not exist/);
    assert.equal(existsSync(place('none')), false);
  });

  it('of a process that is gone cannot be reached', () => {
    const gone = new ProxyFiles(4_194_303).read(place('l.yaml'));
    assert.match(gone.ok ? '' : gone.problem, /the proxy is gone/);
  });
});
