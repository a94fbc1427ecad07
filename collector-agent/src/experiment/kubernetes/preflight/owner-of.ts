import type { ClusterObject } from '../cluster/cluster-object.ts';

export interface Owner {
  readonly title: string;
  /** Whether it corrects what others change, within minutes. */
  readonly putsBack: boolean;
  readonly remedy: string;
}

const ARGO: Owner = {
  title: 'Argo CD',
  putsBack: true,
  remedy:
    'Switch self-heal off for the application (argocd app set NAME --self-heal=false) until the experiment is over.',
};
const FLUX: Owner = {
  title: 'Flux',
  putsBack: true,
  remedy: 'Suspend it (flux suspend kustomization NAME, or helmrelease) until the experiment is over.',
};
const HELM: Owner = { title: 'Helm', putsBack: false, remedy: '' };

/** Who keeps an object, by the marks that tools leave on it; undefined for kubectl and people. */
export function ownerOf({ metadata }: ClusterObject): Owner | undefined {
  const { labels = {}, annotations = {}, managedFields = [] } = metadata;
  const keys = [...Object.keys(labels), ...Object.keys(annotations)];
  const managers = managedFields.map(({ manager = '' }) => manager);
  const has = (key: RegExp, manager: RegExp) =>
    keys.some((each) => key.test(each)) || managers.some((each) => manager.test(each));
  if (has(/^argocd\.argoproj\.io\/(?:instance|tracking-id)$/, /^argocd/)) return ARGO;
  if (has(/^(?:kustomize|helm)\.toolkit\.fluxcd\.io\//, /^(?:kustomize|helm)-controller$/)) return FLUX;
  const isHelm = labels['app.kubernetes.io/managed-by'] === 'Helm' || managers.includes('helm');
  return isHelm ? HELM : undefined;
}
