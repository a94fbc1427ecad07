import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { CliError } from '../cli-failure.ts';

/** JSON is YAML; what it may hold is the controller's to judge. `-` is standard input, `what` names it in a message. */
export function readYamlFile(file: string, what: string): unknown {
  try {
    return parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new CliError({ exit: 'usage', message: `cannot read the ${what} in ${file}: ${why}` });
  }
}
