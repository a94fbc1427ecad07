import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { controlPlaneDir } from '../control-plane/build-control-plane.mjs';
import { envoyProgram } from './mesh-envoy.ts';

/** Why a mesh cannot be run here; false where it can. */
export function reasonToSkip(): string | false {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  if (!existsSync(controlPlaneDir())) return 'kube-apiserver and istiod were not built (npm run setup says why)';
  if (spawnSync('etcd', ['--version']).error !== undefined) return "Debian's etcd-server is not installed";
  return existsSync(envoyProgram) ? false : 'Envoy is not installed';
}
