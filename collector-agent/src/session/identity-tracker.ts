import { displayName } from '../discovery/display-name.ts';
import { identityOf, type Surroundings } from '../discovery/identity.ts';
import type { ProcessFacts } from '../discovery/process-facts.ts';
import { RememberedFacts } from '../discovery/remembered-facts.ts';
import type { ProcessIdentity } from '../profile/process-profile.ts';

/**
 * Who the processes of one session are, also after they have ended. A process may run another program later (exec), so
 * what lives is read again; a pid that a new process took over keeps its first owner.
 */
export interface IdentityTracker {
  /** Reads processes that are new, and again those that live. Cheap: mostly one small read under /proc each. */
  refresh(tgids: Iterable<number>): void;
  /** `threadName` names a process that ended before anybody could look at it. */
  of(tgid: number, threadName?: string): ProcessIdentity;
}

export interface IdentityTrackerOptions {
  readonly surroundings: Surroundings;
  /** The session's first process: one of its children that was never seen takes container and role from it. */
  readonly firstPid: number;
  /** Base name of the program that `firstPid` is about to run, if it was launched for this session. */
  readonly launchedProgram?: string;
}

/** 10 s with the 200 ms between two drains: shells and launchers have become their programs by then. */
const LOOKS_UNTIL_SETTLED = 50;

interface Tracked {
  readonly identity: ProcessIdentity;
  readonly startTimeTicks: string;
}

export function createIdentityTracker(options: IdentityTrackerOptions): IdentityTracker {
  const tracked = new Map<number, Tracked>();
  const processFacts = new RememberedFacts({ looksUntilSettled: LOOKS_UNTIL_SETTLED });

  function note(facts: ProcessFacts): void {
    const tgid = facts.stat.pid;
    const known = tracked.get(tgid);
    // Without an executable it is a zombie: what was known of it before says more.
    if (known !== undefined && facts.executablePath === undefined) return;
    if (known !== undefined && known.startTimeTicks !== facts.stat.startTimeTicks) return;
    const isSameProgram = known !== undefined && known.identity.executablePath === facts.executablePath;
    // A pod is known a moment after its first process runs, and later where the API server was away.
    if (
      isSameProgram &&
      (known.identity.pod !== undefined || options.surroundings.pods?.find(facts.cgroup) === undefined)
    )
      return;
    tracked.set(tgid, {
      identity: identityOf(facts, options.surroundings),
      startTimeTicks: facts.stat.startTimeTicks,
    });
  }

  function nameLaunched(): void {
    const first = tracked.get(options.firstPid);
    if (options.launchedProgram === undefined || first === undefined) return;
    const name = displayName(options.launchedProgram);
    // Not the launcher's executable path: the program's own is read at the next refresh.
    const { executablePath: _launcher, ...identity } = first.identity;
    tracked.set(options.firstPid, { ...first, identity: { ...identity, service: name, process: name } });
  }

  for (const facts of processFacts.read([options.firstPid])) note(facts);
  nameLaunched();

  return {
    refresh(tgids) {
      for (const facts of processFacts.read([...tgids])) note(facts);
    },
    of(tgid, threadName) {
      const known = tracked.get(tgid)?.identity;
      if (known !== undefined) return known;
      const name = displayName(threadName ?? 'exited-process');
      const first = tracked.get(options.firstPid)?.identity;
      if (first === undefined)
        return { ...options.surroundings.nodeIdentity, role: 'host-process', pid: tgid, service: name, process: name };
      const { executablePath: _ofFirst, ...shared } = first;
      return { ...shared, pid: tgid, service: name, process: name };
    },
  };
}
