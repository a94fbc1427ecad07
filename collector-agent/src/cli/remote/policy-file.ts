import type { Policy } from '@meshprof/contracts';
import { stringify } from 'yaml';

/** A policy as a file that `meshprof policies apply` takes. */
export function policyText({ name, enabled, rule }: Policy): string {
  return stringify({ name, enabled, rule });
}
