import { CliError } from '../cli/cli-failure.ts';
import { openIfRegular } from '../files/open-if-regular.ts';

export function openRegularFile(path: string, what: string): number {
  const descriptor = openIfRegular(path);
  if (descriptor !== undefined) return descriptor;
  throw new CliError({ exit: 'binary', message: `cannot read ${what} ${path}: no regular file, or no permission` });
}
