// Whatever set-up, builds and images fetch has a checksum that is kept in this repository, or Debian's signature. A new way
// to fetch something fails here until somebody has looked at it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { findFiles } from '../../scripts/test/find-files.mjs';
import { projectRoot } from '../../scripts/setup/folders.mjs';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const isScript = (file: string) =>
  /(\.(mjs|ts|js|mk|sh)|Makefile|Dockerfile|\/package\.json|docker-compose\.yml)$/.test(file) &&
  /^(scripts|provisioning|native|tests|standalone\/[^/]+$|plugin\/[^/]+$|collector-agent\/[^/]+$|package\.json|docker-compose)/.test(
    file
  ) &&
  // tests/docs runs what the docs say, with stand-ins for what fetches.
  !/\.test\.ts$|^native\/(core|build)|^tests\/docs\//.test(file);

/** A command that fetches, and why it may stand in a file. */
interface Fetch {
  readonly what: RegExp;
  /** By file; `true` where what stands near the command shows it. */
  readonly allowed: Readonly<Record<string, RegExp>>;
}

const FETCHES: Readonly<Record<string, Fetch>> = {
  'pip install': {
    what: /pip(?:3|\d)?['",\s]+install\b/,
    allowed: {
      'scripts/setup/python-tools.mjs': /--require-hashes/,
      'provisioning/docker/meshprof.Dockerfile': /--require-hashes/,
      'tests/bench/subjects/envoy-versions.ts': /--require-hashes/,
    },
  },
  'npm install, npx': {
    what: /\bnpm['",\s]+(?:install|i|add|exec)\b|\bnpx\b/,
    allowed: {
      'scripts/setup/npm-program.mjs': /requireIntegrity\(folder\)/,
      // Copies the machine's own, and fetches nothing.
      'tests/images/engine/base-images.ts': /symlinkSync\(`\.\.\/lib\/node_modules\/npm\/bin/,
      // By hand, with the key of whoever signs a release.
      'plugin/package.json': /sign-plugin@\d+\.\d+\.\d+"/,
    },
  },
  'go with a version': {
    what: /\bgo['",\s\]]+(?:run|install|get)['",\s]+[^'"\s]+@/,
    // Of the newest that there is, to tell that it cannot be built so; the program is not run.
    allowed: { 'tests/bench/anchors/otel-profiler.ts': /go install \$\{MODULE\}@latest: / },
  },
  cargo: {
    what: /['"\s]cargo['",\s[\]]+(?:vendor|fetch|install|build)/,
    allowed: { 'native/vendor-libbpf.mjs': /SOURCES_SHA256/ },
  },
  'curl, wget': {
    what: /\b(?:curl|wget)['",\s]+(?:-\S+['",\s]+)*https?:\/\/(?!127\.0\.0\.1|localhost)/,
    allowed: {},
  },
};

describe('what is fetched', () => {
  for (const [name, { what, allowed }] of Object.entries(FETCHES)) {
    test(name, () => {
      const files = findFiles(isScript).filter((file: string) => what.test(withoutComments(read(file))));
      for (const file of files) {
        const reason = allowed[file];
        assert.ok(reason !== undefined, `${file} fetches with ${name}; see to a checksum, then add it to this test`);
        assert.ok(reason.test(read(file)), `${file}: ${reason}`);
      }
    });
  }

  test('each requirement of Python has checksums', () => {
    const folder = path.join(projectRoot, 'scripts/setup/python');
    const locked = readdirSync(folder).filter((file) => file.endsWith('.txt'));
    assert.deepEqual(
      locked.map((file) => file.replace('.txt', '')).sort(),
      readdirSync(folder)
        .filter((file) => file.endsWith('.in'))
        .map((file) => file.replace('.in', ''))
        .sort()
    );
    for (const file of locked) {
      const requirements = readFileSync(path.join(folder, file), 'utf8').replaceAll('\\\n', ' ').split('\n');
      const packages = requirements.filter((line) => /^[a-z]/i.test(line));
      assert.ok(packages.length > 0, file);
      for (const line of packages) assert.match(line, /^\S+==\S+.*--hash=sha256:[0-9a-f]{64}/, `${file}: ${line}`);
      const wanted = readFileSync(path.join(folder, file.replace('.txt', '.in')), 'utf8');
      for (const [, pinned = ''] of wanted.matchAll(/^([\w.-]+)(?:\[.*\])?==/gm)) {
        assert.ok(
          packages.some((line) => line.startsWith(`${pinned}==`)),
          `${file} lacks ${pinned}`
        );
      }
    }
  });

  test('each go.mod with requirements has a go.sum', () => {
    const modules = findFiles((file: string) => file.endsWith('go.mod'));
    assert.ok(modules.length > 3);
    for (const file of modules.filter((each: string) => /^\trequire|^require/m.test(read(each)))) {
      assert.match(read(file.replace('go.mod', 'go.sum')), / h1:/, file);
    }
    assert.match(read('provisioning/collector/collector.go.sum'), /^go\.opentelemetry\.io\/collector \S+ h1:/m);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(\/\/|#|\*|\/\*).*$/gm, '');
}
