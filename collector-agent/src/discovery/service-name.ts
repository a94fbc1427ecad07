import { DEFAULT_SERVICE_NAME_RULES, type ServiceNameRule } from '@meshprof/contracts';
import type { PodFacts } from '../kubernetes/pod-facts.ts';
import { displayName } from './display-name.ts';
import { isEnvoy, optionValue } from './role.ts';

export interface ServiceNameFacts {
  /** Base name of the executable. */
  readonly executable: string;
  /** Arguments, where they were worth reading (Envoy). */
  readonly args: readonly string[];
  readonly pod?: PodFacts;
  /** Name of its container, in that pod or of the runtime. */
  readonly containerName?: string;
  /** Of a container outside Kubernetes. */
  readonly containerLabels?: Readonly<Record<string, string>>;
}

/**
 * `service.name` of a process by the first rule that gives one, in the end its executable's base name. Environment
 * variables are never read: they hold secrets, and a profiler has no business with them.
 */
export function serviceName(
  facts: ServiceNameFacts,
  rules: readonly ServiceNameRule[] = DEFAULT_SERVICE_NAME_RULES
): string {
  for (const rule of rules) {
    const found = applyRule(rule, facts)?.trim();
    if (found !== undefined && found !== '') return displayName(found);
  }
  return displayName(facts.executable);
}

function applyRule({ from, key = '' }: ServiceNameRule, facts: ServiceNameFacts): string | undefined {
  switch (from) {
    case 'pod-label':
      return own(facts.pod?.labels, key);
    case 'pod-annotation':
      return own(facts.pod?.annotations, key);
    case 'owner':
      return facts.pod?.workload;
    case 'container-name':
      return facts.containerName;
    case 'container-label':
      return own(facts.containerLabels, key);
    case 'envoy-service-cluster':
      return isEnvoy(facts.executable) ? optionValue(facts.args, '--service-cluster') : undefined;
    case 'executable':
      return facts.executable;
  }
}

/** Keys are a configuration's: `__proto__` is one that nobody set. */
function own(texts: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, key) ? texts[key] : undefined;
}
