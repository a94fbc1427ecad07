import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { KERNEL_FEATURES } from '../../collector-agent/src/requirements/kernel-features.ts';
import { at } from '../harness/project.ts';
import { type GuestReport, parseGuestReport } from './boot/guest-report.ts';
import { archiveOf } from './debian/private-apt.ts';
import { cpioArchive } from './initramfs/cpio.ts';
import { librariesOf } from './initramfs/guest-files.ts';
import { SITUATIONS, SLEEPS } from './steps.ts';
import { featureTable, purposeTable, replaceBetweenMarks, situationsOf, situationTable } from './table/kernel-page.ts';

describe('the archive that a guest starts from', () => {
  const entries = [
    { path: '/init', contents: Buffer.from('12345'), isExecutable: true },
    { path: '/a/deep/file', contents: Buffer.from('') },
  ];
  const archive = Buffer.concat([...cpioArchive(entries)]);

  test('is what cpio reads', (context) => {
    const listed = spawnSync('cpio', ['-itv', '--quiet'], { input: archive, encoding: 'utf8' });
    if (listed.error) return context.skip('cpio is not installed');
    const rows = listed.stdout.trimEnd().split('\n');
    assert.deepEqual(
      rows.map((row) => `${row.split(/\s+/)[0]} ${row.split(/\s+/)[4]} ${row.split(/\s+/).at(-1)}`),
      ['-rwxr-xr-x 5 init', 'drwxr-xr-x 0 a', 'drwxr-xr-x 0 a/deep', '-rw-r--r-- 0 a/deep/file']
    );
  });

  test('keeps each part at a multiple of four bytes', () => {
    assert.equal(archive.length % 4, 0);
    for (const name of ['init', 'a/deep/file', 'TRAILER!!!']) {
      assert.equal((archive.indexOf(`${name}\0`) - 110) % 4, 0, name);
    }
  });
});

test('libraries are those that the loader finds, and the loader itself', () => {
  const output = `\tlinux-vdso.so.1 (0x00007ffd)
\tlibelf.so.1 => /lib/x86_64-linux-gnu/libelf.so.1 (0x00007f01)
\tlibgone.so => not found
\t/lib64/ld-linux-x86-64.so.2 (0x00007f02)\n`;
  assert.deepEqual(librariesOf(output), ['/lib/x86_64-linux-gnu/libelf.so.1', '/lib64/ld-linux-x86-64.so.2']);
});

test("Debian's archive is where this machine's apt gets it", () => {
  const uris = `'http://mirror.test/debian-security/dists/x-security/InRelease' a 0
'http://mirror.test/some/debian/dists/x/InRelease' b 0\n`;
  assert.equal(archiveOf(uris), 'http://mirror.test/some/debian');
  assert.equal(archiveOf(''), undefined);
});

const result = (step: string, rest: object = {}): string =>
  `@@meshprof ${JSON.stringify({ step, status: 0, signal: null, stdout: '', stderr: '', seconds: 1, files: {}, ...rest })}`;
const GUEST = '@@meshprof {"kernel":"6.1.0-1","architecture":"x64"}';

function report(...lines: string[]): GuestReport {
  const parsed = parseGuestReport([GUEST, ...lines, '@@meshprof {"end":true}', ''].join('\r\r\n'));
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.problem);
  return parsed.report;
}

describe('what a guest says', () => {
  test('is read between what others write on the line', () => {
    const { kernel, steps } = report('[    1.2] a kernel message', result('check', { stdout: '[]' }));
    assert.equal(kernel, '6.1.0-1');
    assert.equal(steps.get('check')?.stdout, '[]');
  });

  test('is no report if it ends early, or says nothing', () => {
    assert.deepEqual(parseGuestReport(''), { ok: false, problem: 'the guest said nothing' });
    assert.match(problem([GUEST, result('check')].join('\n')), /ended after 1 steps/);
    assert.match(problem(`${GUEST}\n@@meshprof {"step":"che`), /cut or garbled/);
  });

  function problem(text: string): string {
    const parsed = parseGuestReport(text);
    return parsed.ok ? '' : parsed.problem;
  }
});

describe('the tables', () => {
  const check = JSON.stringify([
    { id: 'btf', met: true, remedy: '' },
    { id: 'resume-capture', met: false, remedy: 'Use a newer one.' },
  ]);
  const summary = (sleeps: number): object => ({
    durationNs: 5e9,
    threads: [{ onCpuNs: 1e9, runnableNs: 1e8, blockedNs: 3.1e9 }],
    offCpu: { switches: 100, stacks: { truncated: 0 }, byWaitClass: { sleep: { switches: sleeps } } },
  });
  const offCpu = (sleeps: number): string =>
    result('off-cpu', {
      stdout: '{"elapsedNs":4100000000}\n…',
      files: { '/tmp/off-cpu.json': JSON.stringify(summary(sleeps)) },
    });

  test('say of each kernel what it has and what was seen in it', () => {
    const rows = (sleeps: number): string[][] =>
      featureTable([
        { suite: 'one', report: report(result('check', { stdout: check }), offCpu(sleeps)) },
        { suite: 'two', problem: 'no network' },
      ])
        .split('\n')
        .map((line) => line.split('|').map((cell) => cell.trim()));
    const cell = (title: RegExp, sleeps = SLEEPS): string | undefined =>
      rows(sleeps).find(([, name]) => title.test(name ?? ''))?.[2];
    assert.equal(cell(/^Debian suite/), 'one');
    assert.equal(cell(/^`btf`/), 'yes');
    assert.equal(cell(/^`resume-capture`/), 'no');
    assert.equal(cell(/^`ring-buffer`/), '?');
    assert.equal(cell(/its waits/), 'yes');
    assert.equal(cell(/its waits/, SLEEPS - 1), `no: ${SLEEPS - 1} of ${SLEEPS} sleeps`);
    assert.ok(rows(SLEEPS).some((row) => row.join('').includes('Not tried: two: no network.')));
  });

  test('say what is said where something is missing', () => {
    const sentences = SITUATIONS.map(({ id }) =>
      result(id, { status: 7, stderr: `meshprof: cannot profile here: ${id} is missing: get it\n` })
    );
    const locked = report(result('check'));
    const table = situationTable(situationsOf(report(...sentences), locked));
    assert.match(table, /\| kernel without BTF \| no-btf is missing: get it \|/);
    assert.match(table, /lockdown=confidentiality \| nothing: all that is needed is there \|/);
  });

  test('go between their marks and leave the rest of the page', () => {
    const page = 'a\n<!-- x: begin, made by npm run kernels -->\nold\n<!-- x: end -->\nb';
    const [before, after] = replaceBetweenMarks(page, 'x', 'new\n').split('new');
    assert.equal(before, 'a\n<!-- x: begin, made by npm run kernels -->\n\n');
    assert.equal(after, '\n\n<!-- x: end -->\nb');
    assert.throws(() => replaceBetweenMarks(page, 'y', ''), /no marks y/);
  });

  test('in docs/kernels.md name every feature, as it is now', () => {
    const page = readFileSync(at('docs', 'kernels.md'), 'utf8').replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
    for (const line of purposeTable().trimEnd().split('\n')) assert.ok(page.includes(line), line);
    for (const id of Object.keys(KERNEL_FEATURES).slice(1)) assert.match(page, new RegExp(`\\| \`${id}\`: `));
  });
});
