import { spawnSync } from 'node:child_process';
import { type GoProgramName, reasonWithoutGoPrograms } from '../../harness/go-programs/go-programs.mjs';

/** Why a kube-apiserver cannot be run here; false where it can. */
export function reasonWithoutApiServer(
  programs: readonly GoProgramName[] = ['kube-apiserver', 'kubectl']
): string | false {
  if (spawnSync('etcd', ['--version']).error !== undefined) return "Debian's etcd-server is not installed";
  return reasonWithoutGoPrograms(programs);
}
