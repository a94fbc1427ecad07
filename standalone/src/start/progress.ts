/** One line for a person at the terminal; services log to files. */
export function say(part: string, text: string): void {
  process.stdout.write(`meshprof ${part.padEnd(11)} ${text}\n`);
}

export function sayError(text: string): void {
  process.stderr.write(`meshprof: ${text}\n`);
}
