import type { ProcessIdentity } from '../profile/process-profile.ts';
import { displayName } from './display-name.ts';
import type { ProcessFacts } from './process-facts.ts';
import { roleOf } from './role.ts';
import { serviceName } from './service-name.ts';

/** What the agent knows about itself and puts on every profile. */
export interface NodeIdentity {
  readonly node: string;
  readonly cluster?: string;
}

export function identityOf(facts: ProcessFacts, nodeIdentity: NodeIdentity): ProcessIdentity {
  return {
    ...nodeIdentity,
    pid: facts.stat.pid,
    service: serviceName(facts.executable, facts.args),
    role: roleOf({
      executable: facts.executable,
      args: facts.args,
      inContainer: facts.cgroup.container !== undefined,
      inPod: facts.cgroup.podUid !== undefined,
    }),
    process: displayName(facts.executable),
    ...(facts.cgroup.container !== undefined && { container: facts.cgroup.container }),
    ...(facts.executablePath !== undefined && { executablePath: facts.executablePath }),
  };
}
