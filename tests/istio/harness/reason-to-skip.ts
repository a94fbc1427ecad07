import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { reasonWithoutGoPrograms } from '../../harness/go-programs/go-programs.mjs';
import { envoyProgram } from './mesh-envoy.ts';

/** Why a mesh cannot be run here; false where it can. */
export function reasonToSkip(): string | false {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const unbuilt = reasonWithoutGoPrograms(['kube-apiserver', 'istiod']);
  if (unbuilt !== false) return unbuilt;
  if (spawnSync('etcd', ['--version']).error !== undefined) return "Debian's etcd-server is not installed";
  return existsSync(envoyProgram) ? false : 'Envoy is not installed';
}
