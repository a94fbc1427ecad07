import { readdirSync } from 'node:fs';
import type { Target } from '@meshprof/contracts';
import { missingCapabilities, ownCapabilities } from './capabilities.ts';
import type { PodFacts } from '../kubernetes/pod-facts.ts';
import type { ContainerFacts } from './container-records.ts';
import { identityOf, type Surroundings } from './identity.ts';
import { readProcText } from './proc-file.ts';
import type { ProcessFacts } from './process-facts.ts';
import { RememberedFacts } from './remembered-facts.ts';
import { isRuntimeExecutable, mapsRuntimeLibrary } from './runtimes.ts';
import { judge } from './verdict.ts';

/**
 * Lists the processes of this pid namespace with a verdict each. One inventory object lives as long as the agent: it
 * remembers which processes map a runtime's library, because a map file is the one costly read.
 */
export interface Inventory {
  list(): Target[];
}

const MAX_MAPS_BYTES = 4 * 1024 * 1024;
/** A launcher maps its virtual machine soon after it starts; after this long the answer is final. */
const RUNTIME_SETTLES_MS = 60_000;
/** Until then it is asked again whenever this much more time has passed than at the time before. */
const LATER_BY = 1.6;

/** The process that holds a pod's namespaces, in every container runtime. */
const SANDBOX_EXECUTABLE = 'pause';

interface Remembered {
  readonly executablePath: string;
  readonly mapsRuntime: boolean;
  readonly firstSeenMs: number;
  /** How long after `firstSeenMs` the answer was read. */
  readonly readAfterMs: number;
}

/** What a target was made of. */
interface KnownTarget {
  readonly facts: ProcessFacts;
  readonly pod: PodFacts | undefined;
  readonly container: ContainerFacts | undefined;
  readonly target: Target;
}

/** 10 s with the 2.5 s between two looks: launchers become the program they launch within the first seconds. */
const LOOKS_UNTIL_SETTLED = 4;

export function createInventory(surroundings: Surroundings): Inventory {
  const remembered = new Map<string, Remembered>();
  const known = new Map<number, KnownTarget>();
  const processFacts = new RememberedFacts({ looksUntilSettled: LOOKS_UNTIL_SETTLED });
  const agentMayProfile = missingCapabilities(ownCapabilities()).length === 0;

  function runsInRuntime(facts: ProcessFacts, key: string): boolean {
    if (facts.executablePath === undefined) return false;
    if (isRuntimeExecutable(facts.executable)) return true;
    const before = remembered.get(key);
    const sameProgram = before?.executablePath === facts.executablePath ? before : undefined;
    const firstSeenMs = sameProgram?.firstSeenMs ?? Date.now();
    const readAfterMs = Date.now() - firstSeenMs;
    if (sameProgram !== undefined && !isWorthReading(sameProgram, readAfterMs)) return sameProgram.mapsRuntime;
    const maps = readProcText(`/proc/${facts.stat.pid}/maps`, MAX_MAPS_BYTES);
    const mapsRuntime = maps.ok && mapsRuntimeLibrary(maps.text);
    remembered.set(key, { executablePath: facts.executablePath, mapsRuntime, firstSeenMs, readAfterMs });
    return mapsRuntime;
  }

  /** True if asking again could give another answer than the one that is known. */
  function mayBecomeRuntime({ stat, executablePath }: ProcessFacts): boolean {
    const before = remembered.get(`${stat.pid}:${stat.startTimeTicks}`);
    return (
      executablePath !== undefined &&
      before !== undefined &&
      !before.mapsRuntime &&
      before.readAfterMs < RUNTIME_SETTLES_MS
    );
  }

  /** Of nearly all processes nothing has changed since the last look. */
  function targetOf(facts: ProcessFacts): Target {
    const pod = surroundings.pods?.find(facts.cgroup);
    const container = pod === undefined ? surroundings.containers?.find(facts.cgroup.container ?? '') : undefined;
    const before = known.get(facts.stat.pid);
    if (before?.facts === facts && before.pod === pod && before.container === container && !mayBecomeRuntime(facts))
      return before.target;
    const target = judgedTarget(facts);
    known.set(facts.stat.pid, { facts, pod, container, target });
    return target;
  }

  function judgedTarget(facts: ProcessFacts): Target {
    const { stat } = facts;
    const { pid, service, role, process: name, container, ...place } = identityOf(facts, surroundings);
    const { cluster, namespace, workload, pod } = place;
    const verdict = judge({
      isKernelThread: stat.isKernelThread,
      state: stat.state,
      isOwnProcess: pid === process.pid,
      isPodSandbox: facts.cgroup.podUid !== undefined && facts.executable === SANDBOX_EXECUTABLE,
      isReadable: facts.isReadable,
      agentMayProfile,
      runsInRuntime: !stat.isKernelThread && runsInRuntime(facts, `${pid}:${stat.startTimeTicks}`),
    });
    return {
      pid,
      service,
      role,
      container: container ?? null,
      ...verdict,
      process: name,
      startTimeTicks: stat.startTimeTicks,
      threads: stat.threads,
      ...(cluster !== undefined && { cluster }),
      ...(namespace !== undefined && { namespace }),
      ...(workload !== undefined && { workload }),
      ...(pod !== undefined && { pod }),
    };
  }

  return {
    list() {
      const all = processFacts.read(processIds());
      const running = new Set(all.map(({ stat }) => `${stat.pid}:${stat.startTimeTicks}`));
      for (const key of remembered.keys()) if (!running.has(key)) remembered.delete(key);
      const pids = new Set(all.map(({ stat }) => stat.pid));
      for (const pid of known.keys()) if (!pids.has(pid)) known.delete(pid);
      return withMeshApps(all, all.map(targetOf));
    },
  };
}

/** A runtime that was found stays; one that was not may come, most likely soon. */
function isWorthReading({ mapsRuntime, readAfterMs }: Remembered, nowAfterMs: number): boolean {
  return !mapsRuntime && readAfterMs < RUNTIME_SETTLES_MS && nowAfterMs >= readAfterMs * LATER_BY;
}

/** Processes that share a pod with a sidecar are the application it serves. */
function withMeshApps(facts: readonly ProcessFacts[], targets: readonly Target[]): Target[] {
  const podOf = (index: number): string | undefined => facts[index]?.cgroup.podUid;
  const meshed = new Set(targets.flatMap((target, i) => (target.role === 'envoy-sidecar' ? (podOf(i) ?? []) : [])));
  return targets.map((target, index) => {
    const pod = podOf(index);
    return target.role === 'service' && pod !== undefined && meshed.has(pod) ? { ...target, role: 'mesh-app' } : target;
  });
}

function processIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}
