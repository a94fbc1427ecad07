/**
 * Program: drains the pipe on its standard input into a bounded file, as a container runtime's shim does with a
 * container's output. A process of its own, so that Envoy's log costs neither our main process nor waits for it.
 *
 * Usage: node log-reader.ts FILE LIMIT_BYTES
 */
import { openBoundedFile } from './bounded-file.ts';

const [path, limitBytes] = process.argv.slice(2);
if (path === undefined || !(Number(limitBytes) > 0)) throw new Error('usage: log-reader FILE LIMIT_BYTES');

const file = openBoundedFile(path, Number(limitBytes));
process.stdin.on('data', (chunk: Buffer) => file.append(chunk));
// Envoy writes its last lines while it ends: the end of the pipe, not a signal, ends the reader.
process.on('SIGINT', () => undefined);
