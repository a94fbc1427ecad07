import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** libc++, linked statically: it has names for lambdas. */
export const LIBCXX: readonly string[] = ['-stdlib=libc++', '-Wl,-Bstatic', '-lc++', '-lc++abi', '-Wl,-Bdynamic'];

/** Why a compiler with these flags is of no use here, or false. Linkers and libc++ are no part of the set-up. */
export function whyNoCompiler(compiler: string, flags: readonly string[]): string | false {
  const probe = ['-x', 'c++', '-std=c++20', ...flags, '-o', '/dev/null', '-'];
  const { status } = spawnSync(compiler, probe, { input: '#include <source_location>\nint main() {}' });
  return status !== 0 && `${compiler} ${flags.join(' ')} does not work here`;
}

const isForLinker = (flag: string) => /^-(?:Wl,|fuse-ld|l)/.test(flag);

/** A program of several source files, linked in the order in which they were added. */
export class Corpus {
  readonly #folder: string;
  readonly #sources: string[] = [];
  readonly #objects = new Map<string, string[]>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Headers are only written. */
  add(name: string, text: string): void {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    if (!name.endsWith('.h')) this.#sources.push(path);
  }

  /** Paths of the program and of its stripped copy. `others` are compiled by g++ instead. */
  build(compiler: string, flags: readonly string[], others: readonly string[] = []) {
    const [program, stripped] = [join(this.#folder, 'program'), join(this.#folder, 'stripped')];
    const objects = this.#compile(compiler, flags).map((object) => {
      const isOther = others.includes(basename(object, '.o'));
      return isOther ? this.#compile('g++', ['-O2']).find((other) => basename(other) === basename(object))! : object;
    });
    execFileSync(compiler, [...objects, '-o', program, ...flags], { stdio: 'ignore' });
    execFileSync('strip', ['--strip-all', '-R', '.comment', '-o', stripped, program]);
    return { program, stripped };
  }

  #compile(compiler: string, flags: readonly string[]): string[] {
    const command = [compiler, '-std=c++20', ...flags.filter((flag) => !isForLinker(flag))];
    const known = this.#objects.get(command.join(' '));
    if (known !== undefined) return known;
    const cwd = join(this.#folder, `objects-${this.#objects.size}`);
    mkdirSync(cwd);
    execFileSync(compiler, [...command.slice(1), '-c', ...this.#sources], { cwd, stdio: 'ignore' });
    const objects = this.#sources.map((source) => join(cwd, basename(source).replace(/\.\w+$/, '.o')));
    this.#objects.set(command.join(' '), objects);
    return objects;
  }
}
