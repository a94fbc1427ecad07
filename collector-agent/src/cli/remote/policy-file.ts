import { readFileSync } from 'node:fs';
import type { Policy } from '@meshprof/contracts';
import { parse, stringify } from 'yaml';
import { CliError } from '../cli-failure.ts';

/** A policy as a file that `meshprof policies apply` takes. */
export function policyText({ name, enabled, rule }: Policy): string {
  return stringify({ name, enabled, rule });
}

/** JSON is YAML; what a policy may hold is the controller's to judge. `-` is standard input. */
export function readPolicy(file: string): unknown {
  try {
    return parse(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new CliError({ exit: 'usage', message: `cannot read the policy in ${file}: ${why}` });
  }
}
