import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { KERNEL_FEATURES } from '../../collector-agent/src/requirements/kernel-features.ts';
import { type GuestReport, parseGuestReport } from './boot/guest-report.ts';
import { archiveOf } from './debian/private-apt.ts';
import { cpioArchive } from './initramfs/cpio.ts';
import { librariesOf } from './initramfs/guest-files.ts';
import { KERNELS, labelOf } from './kernels.ts';
import { GUEST_SENTENCES } from './situation-sentences.ts';
import { LOCKDOWN, SITUATIONS, SLEEPS } from './steps.ts';
import { type Column, columnOf, featureTable, readColumns, withColumn } from './table/feature-table.ts';
import { readPage } from './table/kernel-page.ts';
import { betweenMarks, replaceBetweenMarks } from './table/markdown.ts';
import { purposeTable } from './table/purpose-table.ts';
import { lockedSentence, readSentences, sentencesOf, situationTable } from './table/situation-table.ts';

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

  const cellOf = (column: Column, title: RegExp): string | undefined =>
    [...column.cells].find(([name]) => title.test(name))?.[1];

  test('say of each kernel what it has and what was seen in it', () => {
    const column = (sleeps: number): Column =>
      columnOf('trixie', report(result('check', { stdout: check }), offCpu(sleeps)));
    assert.equal(cellOf(column(SLEEPS), /^`btf`/), 'yes');
    assert.equal(cellOf(column(SLEEPS), /^`resume-capture`/), 'no');
    assert.equal(cellOf(column(SLEEPS), /^`ring-buffer`/), '?');
    assert.equal(cellOf(column(SLEEPS), /its waits/), 'yes');
    assert.equal(cellOf(column(SLEEPS - 1), /its waits/), `no: ${SLEEPS - 1} of ${SLEEPS} sleeps`);
  });

  test('give the reason once where nothing can be recorded', () => {
    const stderr = 'meshprof: cannot profile here: it is old | get another\n';
    const column = columnOf('bullseye', report(result('check', { status: 7, stderr, stdout: check })));
    assert.equal(cellOf(column, /its waits/), 'no');
    assert.equal(cellOf(column, /check` says/), 'it is old | get another');
    assert.deepEqual(readColumns(featureTable([column])), [column]);
  });

  test('keep the columns of kernels that are not tried again', () => {
    const column = (label: string, kernel: string): Column => ({ label, kernel, cells: new Map() });
    const kept = withColumn([column('bookworm', '6.1.1'), column('forky', '7.2.1')], column('trixie', '6.12.1'));
    const again = withColumn(readColumns(featureTable(kept)), column('forky', '7.2.2'));
    assert.deepEqual(
      again.map(({ label, kernel }) => `${label} ${kernel}`),
      ['bookworm 6.1.1', 'trixie 6.12.1', 'forky 7.2.2']
    );
  });

  test('say what is said where something is missing', () => {
    const steps = SITUATIONS.map(({ id }) =>
      result(id, { status: 7, stderr: `meshprof: cannot profile here: ${id} is missing: get it\n` })
    );
    const said = sentencesOf(report(...steps));
    const table = situationTable(new Map([...said, ...lockedSentence(report(result('check')))]));
    assert.match(table, /\| kernel without BTF \| no-btf is missing: get it \|/);
    assert.match(table, /lockdown=confidentiality \| nothing: all that is needed is there \|/);
    assert.equal(readSentences(table).get(SITUATIONS[0]!.title), 'no-btf is missing: get it');
  });

  test('go between their marks and leave the rest of the page', () => {
    const page = 'a\n<!-- x: begin, made by npm run kernels -->\nold\n<!-- x: end -->\nb';
    const [before, after] = replaceBetweenMarks(page, 'x', 'new\n').split('new');
    assert.equal(before, 'a\n<!-- x: begin, made by npm run kernels -->\n\n');
    assert.equal(after, '\n\n<!-- x: end -->\nb');
    assert.throws(() => replaceBetweenMarks(page, 'y', ''), /no marks y/);
  });

  test('in docs/kernels.md name every feature, as it is now', () => {
    const page = readPage().replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---');
    for (const line of purposeTable().trimEnd().split('\n')) assert.ok(page.includes(line), line);
    for (const id of Object.keys(KERNEL_FEATURES).slice(1)) assert.match(page, new RegExp(`\\| \`${id}\`: `));
  });

  test('in docs/kernels.md are of kernels that are tried, and have the sentence of each situation that was', () => {
    const labels = readColumns(betweenMarks(readPage(), 'features')).map(({ label }) => label);
    assert.ok(labels.length > 0);
    assert.deepEqual(
      labels,
      KERNELS.map(labelOf).filter((label) => labels.includes(label))
    );
    const sentences = readSentences(betweenMarks(readPage(), 'situations'));
    for (const { id, title } of [...SITUATIONS, { id: 'lockdown', title: LOCKDOWN.title }]) {
      const said = sentences.get(title) ?? '?';
      if (said !== '?') assert.match(said, GUEST_SENTENCES[id]!, title);
    }
  });
});
