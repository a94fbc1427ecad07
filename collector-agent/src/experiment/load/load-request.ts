import type { ExperimentLoad } from '@meshprof/contracts';
import { UnnamedFile } from './unnamed-file.ts';

/** Printable, and of no repeats that a compressor would live off for free. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function headerArguments(headers: ExperimentLoad['headers'] = {}): string[] {
  return Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
}

/** The same bytes for the same size, in every run. */
export function bodyText(bytes: number): string {
  let state = 1;
  let text = '';
  for (let at = 0; at < bytes; at += 1) {
    state = (state * 48_271) % 0x7fff_ffff;
    text += ALPHABET[state % ALPHABET.length];
  }
  return text;
}

/** A body makes the requests POSTs; none without one. Close it when the child has inherited it. */
export function requestBody(bytes: number | undefined): UnnamedFile | undefined {
  return bytes ? new UnnamedFile(Buffer.from(bodyText(bytes), 'latin1')) : undefined;
}
