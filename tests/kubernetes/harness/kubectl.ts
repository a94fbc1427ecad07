import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments, stringify } from 'yaml';
import { projectRoot } from '../../../scripts/setup/folders.mjs';
import { goProgram } from '../../harness/go-programs/go-programs.mjs';

export type Manifest = KubernetesObject & Record<string, unknown>;

export interface ShellResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const HANG_LIMIT_MS = 120_000;

/** Runs lines of a shell in the project's root, with our kubectl first on the PATH. */
export class KubectlShell {
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, kubeconfig: string) {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(goProgram('kubectl'), path.join(bin, 'kubectl'));
    this.#env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, KUBECONFIG: kubeconfig, HOME: folder };
  }

  run(script: string): ShellResult {
    return spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: projectRoot,
      env: this.#env,
      encoding: 'utf8',
      timeout: HANG_LIMIT_MS,
    });
  }
}

/** What Kustomize makes of a folder under provisioning/kubernetes/, or of any other. */
export function render(folder: string): Manifest[] {
  const at = path.resolve(projectRoot, 'provisioning', 'kubernetes', folder);
  const { status, stdout, stderr } = spawnSync(goProgram('kubectl'), ['kustomize', at], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  return parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
}

/** A folder whose Kustomization is the base with these components. */
export function makeOverlay(folder: string, components: readonly string[]): string {
  const at = (...parts: string[]): string =>
    path.relative(folder, path.join(projectRoot, 'provisioning', 'kubernetes', ...parts));
  mkdirSync(folder);
  const text = stringify({ resources: [at('base')], components: components.map((name) => at('components', name)) });
  writeFileSync(path.join(folder, 'kustomization.yaml'), text);
  return folder;
}

export function find(manifests: readonly Manifest[], kind: string, name: string): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata?.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

interface PodTemplate {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly serviceAccountName: string;
  readonly hostPID?: boolean;
  readonly securityContext: {
    readonly runAsUser: number;
    readonly runAsGroup: number;
    readonly fsGroup?: number;
    readonly seLinuxOptions?: object;
  };
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
  readonly securityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly drop: readonly string[]; readonly add?: readonly string[] };
  };
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string; readonly scheme?: string };
}

interface Items {
  readonly name: string;
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

export interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string; readonly defaultMode: number };
  readonly configMap?: Items;
  readonly projected?: {
    readonly defaultMode: number;
    readonly sources: readonly { readonly secret?: Items; readonly configMap?: Items }[];
  };
  readonly hostPath?: { readonly path: string };
  readonly persistentVolumeClaim?: object;
  readonly emptyDir?: object;
}

/** The workloads among manifests, with the template of their pods. */
export function workloads(
  manifests: readonly Manifest[]
): { name: string; namespace: string; template: PodTemplate }[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet')
    .map(({ metadata, spec }) => ({
      name: metadata?.name ?? '',
      namespace: metadata?.namespace ?? '',
      template: (spec as { template: PodTemplate }).template,
    }));
}
