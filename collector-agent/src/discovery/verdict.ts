import { REASONS, type ReasonCode } from '@meshprof/contracts';

/** What the verdict is made from. All of it was read, nothing guessed from a name given by the process. */
export interface VerdictFacts {
  readonly isKernelThread: boolean;
  readonly state: string;
  readonly isOwnProcess: boolean;
  /** It holds the namespaces of a pod and does nothing else. */
  readonly isPodSandbox: boolean;
  /** False if the kernel refused to show the executable. */
  readonly isReadable: boolean;
  /** False if this process may not load BPF programs at all. */
  readonly agentMayProfile: boolean;
  readonly runsInRuntime: boolean;
}

export interface Verdict {
  readonly verdict: 'profilable' | 'refused';
  readonly reasonCode: ReasonCode;
  readonly reason: string;
}

/** First reason that applies, from what no right could change to what is a matter of usefulness. */
export function judge(facts: VerdictFacts): Verdict {
  const code = reasonCode(facts);
  return {
    verdict: code === 'profilable' ? 'profilable' : 'refused',
    reasonCode: code,
    reason: REASONS[code].sentence,
  };
}

function reasonCode(facts: VerdictFacts): ReasonCode {
  if (facts.isKernelThread) return 'kernel-thread';
  if (facts.state === 'Z' || facts.state === 'X' || facts.state === 'x') return 'zombie';
  if (facts.isOwnProcess) return 'own-process';
  if (facts.isPodSandbox) return 'pod-sandbox';
  if (!facts.agentMayProfile || !facts.isReadable) return 'no-permission';
  if (facts.runsInRuntime) return 'interpreted-runtime';
  return 'profilable';
}
