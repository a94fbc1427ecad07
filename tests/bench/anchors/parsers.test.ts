import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseComparison } from '../full-copies.ts';
import { parseTap } from '../rows/false-names.ts';
import { parseRequestLog, parseSummary } from '../subjects/h2load.ts';
import { falselyNamed, nameShares, parseSymbolSizes } from '../name-shares.ts';
import { reachesEntry } from '../thread-entries.ts';
import { errorText } from './anchor.ts';
import { parseBpftrace } from './bpftrace.ts';
import { locate, parseMemoryMap } from './memory-map.ts';
import { parseOffcputime } from './offcputime.ts';
import { parsePerfScript } from './perf.ts';
import { parsePerfStats } from './perf-losses.ts';

// What the tools of Debian 12 printed on the reference machine, shortened.
const MAPS = `55d8e8265000-55d8e8266000 r--p 00000000 fe:00 123   /work/build/call-chain
55d8e8266000-55d8e8267000 r-xp 00001000 fe:00 123       /work/build/call-chain
7f1ed6b0b000-7f1ed6b31000 r--p 00000000 fe:00 456       /usr/lib/x86_64-linux-gnu/libc.so.6
7f1ed6b31000-7f1ed6c86000 r-xp 00026000 fe:00 456       /usr/lib/x86_64-linux-gnu/libc.so.6
7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0         [stack]
`;
const map = parseMemoryMap(MAPS);
const LIBC = '/usr/lib/x86_64-linux-gnu/libc.so.6';
const entries = { mainCaller: 0x2724a, threadCaller: 0x891f5 };

test('an address is found in its mapped file', () => {
  assert.equal(map.length, 4);
  assert.deepEqual(locate(map, 0x7f1ed6b3224an), { module: LIBC, offset: 0x2724a });
  assert.deepEqual(locate(map, 0x1000n), { module: '', offset: 0x1000 });
});

test('offcputime: user frames with file and offset, weight in µs, kernel frames left out', () => {
  const stacks = parseOffcputime(`    #3  0xffffffff821f8c03 schedule+0x23
    #9  0xffffffff81000130 entry_SYSCALL_64_after_hwframe+0x76
    #10 0x00007f1ed6bda503 clock_nanosleep+0x23 (${LIBC}+0xcf503)
    #11 0x000055d8e82664ab [unknown]
    #14 0x00007f1ed6b3224a __libc_init_first+0x8a (${LIBC}+0x2724a)
    -                call-chain (16331)
        1001329

    [Missed User Stack]
    -                call chain two (16331)
        28
`);
  assert.deepEqual(
    stacks.map(({ weight, frames }) => [weight, frames.map(({ name, offset }) => [name, offset])]),
    [
      [
        1001329,
        [
          ['clock_nanosleep', 0xcf503],
          ['', 0],
          ['__libc_init_first', 0x2724a],
        ],
      ],
      [28, []],
    ]
  );
  assert.ok(reachesEntry(stacks[0]!.frames, entries));
  assert.ok(!reachesEntry(stacks[1]!.frames, entries));
});

test('perf script: one stack a sample, templates with parentheses in their name', () => {
  const [stack, ...rest] = parsePerfScript(
    `call-tree 16331 
\tffffffff821ecc51 do_syscall_64+0x71 ([kernel.kallsyms])
\t    55d8e826641c void (anonymous namespace)::mp_node<7u>()+0x3c (/work/build/call-chain)
\t    7f1ed6b3224a [unknown] (${LIBC})

`,
    map
  );
  assert.equal(rest.length, 0);
  assert.deepEqual(stack, {
    weight: 1,
    frames: [
      {
        name: 'void (anonymous namespace)::mp_node<7u>()',
        nameOffset: 0x3c,
        module: '/work/build/call-chain',
        offset: 0x141c,
      },
      { name: '', nameOffset: 0, module: LIBC, offset: 0x2724a },
    ],
  });
});

test('bpftrace: a map of stacks', () => {
  const stacks = parseBpftrace(
    `Attaching 2 probes...


@[
\t55d8e826641c mp_leaf+60 (/work/build/call-chain)
\t7f1ed6b3224a __libc_start_call_main+122 (${LIBC})
]: 43
@[
\t7f1ed6bda503 [unknown] (${LIBC})
]: 2
@[]: 5
`,
    map
  );
  assert.deepEqual(
    stacks.map(({ weight, frames }) => [weight, frames.map(({ name }) => name)]),
    [
      [43, ['mp_leaf', '__libc_start_call_main']],
      [2, ['']],
      [5, []],
    ]
  );
  assert.ok(reachesEntry(stacks[0]!.frames, entries));
});

test('a stack ends at an entry by address in the C library, by name in Go, and nowhere else', () => {
  const frame = (name: string, module = LIBC, offset = 0) => ({ name, module, offset });
  const threadCaller = frame('', LIBC, entries.threadCaller - 1);
  assert.ok(reachesEntry([frame('work'), threadCaller, frame('clone3')], entries));
  assert.ok(!reachesEntry([threadCaller, frame('a'), frame('b'), frame('c')], entries));
  assert.ok(!reachesEntry([frame('work', '/bin/other', entries.threadCaller)], entries));
  assert.ok(reachesEntry([frame('main.main.func1', '/go'), frame('runtime.goexit.abi0', '/go')], entries));
  assert.ok(!reachesEntry([frame('runtime.goexitAlmost', '/go')], entries));
});

test('h2load: requests a second over the measured time, failures of all kinds, times of requests', () => {
  const summary = `finished in 3.00s, 34923.00 req/s, 10.44MB/s
requests: 104769 total, 104769 started, 104769 done, 104760 succeeded, 2 failed, 3 errored, 4 timeout
`;
  assert.deepEqual(parseSummary(summary, 2), { requestsPerSecond: 52380, succeeded: 104760, failed: 9 });
  assert.throws(() => parseSummary('Segmentation fault', 2), /no summary/);
  assert.deepEqual(parseRequestLog('1795641016749679\t200\t276\n1795641016749690\t200\t294\n'), [276, 294]);
});

test('an error text is the line that tells, not the log around it', () => {
  assert.equal(
    errorText(
      'libbpf: prog failed once\nStarting\nerror="failed to set temporary rlimit: operation not permitted"\nbye'
    ),
    'error="failed to set temporary rlimit: operation not permitted"'
  );
  assert.equal(errorText(''), 'no stack and no error text');
});

test('shares of named samples and frames: ubiquitous functions do not tell', () => {
  const stack = (weight: number, ...names: string[]) => ({
    weight,
    frames: names.map((name) => ({ name, module: '/envoy', offset: 0, nameOffset: 0 })),
  });
  // `loop` is in all samples, `Router` in 4 of 10; 3 have an unnamed leaf.
  const stacks = [stack(4, 'Router', 'loop'), stack(3, 'loop'), stack(3, '', 'loop')];
  assert.deepEqual(nameShares(stacks, '/envoy'), {
    samples: 10,
    telling: 4,
    leafNamed: 7,
    frames: 17,
    namedFrames: 14,
  });
});

test('a name is false where its function does not reach', () => {
  const sizes = parseSymbolSizes(`   Num:    Value          Size Type    Bind   Vis      Ndx Name
     5: 0000000001a2b3c0    64 FUNC    GLOBAL DEFAULT   14 envoy_dynamic_module_callback_log
     6: 0000000001a2b400     0 FUNC    GLOBAL DEFAULT  UND send@GLIBC_2.2.5 (2)
`);
  assert.deepEqual([...sizes], [['envoy_dynamic_module_callback_log', 64]]);
  const at = (nameOffset: number) => ({
    weight: 1,
    frames: [{ name: 'envoy_dynamic_module_callback_log', module: '/envoy', offset: 0, nameOffset }],
  });
  assert.deepEqual(falselyNamed([at(10), at(64), at(123_456)], '/envoy', sizes), { named: 3, false: 1 });
});

test('full copies: those that are whole, and stacks equal to them at the slice that a session captures', () => {
  const json =
    '{"onCpu":{"stacks":10,"truthComplete":9,"truthCauses":{},"bySliceBytes":{"16384":{"complete":9,"exact":8,"wrong":1,"causes":{}},"0":{"complete":1,"exact":0,"wrong":1,"causes":{}}}}}';
  assert.deepEqual(parseComparison(json), { onCpu: { wholeCopies: 9, exact: 8, partialCopies: 1 } });
  assert.deepEqual(parseComparison('{}'), {});
});

test('results of tests: the tests that failed, not the suites around them', () => {
  const tap = `# 1,234 names compared
    not ok 2 - stripping changes no name
not ok 1 - a suite
ok 2 - another
# pass 3
# fail 1
`;
  assert.deepEqual(parseTap(tap), {
    passed: 3,
    failures: ['stripping changes no name'],
    notes: ['1,234 names compared'],
  });
});

test('perf report --stats: samples kept, and events that tell of lost ones', () => {
  const stats = `Aggregated stats:
           TOTAL events:       1234
            LOST events:          3  ( 0.2%)
          SAMPLE events:        534  (43.3%)
`;
  assert.deepEqual(parsePerfStats(stats), { samples: 534, lost: 3 });
});
