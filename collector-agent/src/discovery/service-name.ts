import { displayName } from './display-name.ts';
import { isEnvoy, optionValue } from './role.ts';

/**
 * `service.name` of a process: Envoy's `--service-cluster` where it was started with one, else the executable's base
 * name. Environment variables are never read: they hold secrets, and a profiler has no business with them.
 */
export function serviceName(executable: string, args: readonly string[]): string {
  const cluster = isEnvoy(executable) ? optionValue(args, '--service-cluster') : undefined;
  return displayName(cluster !== undefined && cluster.trim() !== '' ? cluster : executable);
}
