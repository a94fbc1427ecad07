import { execFileSync } from 'node:child_process';

export interface TrueSymbol {
  readonly name: string;
  readonly linkageName: string;
  readonly address: number;
  readonly size: number;
}

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;

/**
 * The defined functions of an ELF file as binutils' readelf lists them, names demangled by c++filt: what our own reader
 * is compared with. `table` is '.symtab' or '.dynsym'; a file without it gives none.
 */
export function readTrueSymbols(file: string, table: '.symtab' | '.dynsym'): TrueSymbol[] {
  const option = table === '.symtab' ? '--symbols' : '--dyn-syms';
  const listing = execFileSync('readelf', ['--wide', option, file], { maxBuffer: MAX_OUTPUT_BYTES }).toString('latin1');
  const symbols: TrueSymbol[] = [];
  let inTable = false;
  for (const line of listing.split('\n')) {
    if (line.startsWith('Symbol table')) inTable = line.includes(`'${table}'`);
    const match = /^ *\d+: ([0-9a-f]+) +(\S+) (FUNC|IFUNC) +\S+ +\S+ +(\d+) (.+)$/.exec(line);
    if (!inTable || match === null) continue;
    const [, address = '', size = '', , , name = ''] = match;
    // Number() reads the hexadecimal sizes that readelf prints for large ones, too.
    const linkageName = name.replace(/@.*$/, '').trimEnd();
    symbols.push({ name: linkageName, linkageName, address: parseInt(address, 16), size: Number(size) });
  }
  const names = demangleAll(symbols.map((symbol) => symbol.name));
  return symbols.map((symbol, i) => ({ ...symbol, name: names[i] ?? symbol.name }));
}

function demangleAll(names: readonly string[]): string[] {
  // -i: without the hash of Rust's names; -r: also names longer than 1 KiB.
  const options = { input: names.join('\n'), maxBuffer: MAX_OUTPUT_BYTES };
  return execFileSync('c++filt', ['-i', '-r'], options).toString('latin1').split('\n');
}

/** Answers which symbols may name an address: those whose range covers it, or a sizeless one exactly there. */
export class SymbolTruth {
  readonly #sorted: TrueSymbol[];
  /** Highest end among the symbols up to an index: where a search towards lower addresses may stop. */
  readonly #limits: number[] = [];

  constructor(symbols: readonly TrueSymbol[]) {
    this.#sorted = [...symbols].sort((a, b) => a.address - b.address);
    let limit = 0;
    for (const symbol of this.#sorted) {
      limit = Math.max(limit, symbol.address + Math.max(symbol.size, 1));
      this.#limits.push(limit);
    }
  }

  namesAt(address: number): Set<string> {
    const names = new Set<string>();
    for (let i = this.#lastStartingBy(address); i >= 0 && (this.#limits[i] ?? 0) > address; i--) {
      const symbol = this.#sorted[i];
      if (symbol && address < symbol.address + Math.max(symbol.size, 1)) names.add(symbol.name).add(symbol.linkageName);
    }
    return names;
  }

  #lastStartingBy(address: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle]?.address ?? 0) <= address) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** First, middle and last byte of each function and the byte after it, at most `limit` addresses spread over all. */
export function telltaleAddresses(symbols: readonly TrueSymbol[], limit: number): number[] {
  const stride = Math.max(1, Math.ceil((symbols.length * 4) / limit));
  const addresses = new Set<number>();
  for (let i = 0; i < symbols.length; i += stride) {
    const symbol = symbols[i];
    if (!symbol) continue;
    const { address, size } = symbol;
    for (const offset of [0, size >> 1, Math.max(size - 1, 0), size]) addresses.add(address + offset);
  }
  return [...addresses];
}

/** `count` addresses spread evenly, but not regularly, over [start, limit). */
export function scatteredAddresses(start: number, limit: number, count: number): number[] {
  // The golden ratio's multiples fall evenly and never on a grid of functions aligned to 16 bytes.
  return Array.from({ length: count }, (_, i) => start + Math.floor(((i * 0.6180339887498949) % 1) * (limit - start)));
}
