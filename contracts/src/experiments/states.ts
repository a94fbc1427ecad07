/**
 * Life of an experiment. `draft` waits for approval where that is asked for; `paused` is reached between slots, with
 * the original configuration back; the last four are final. `restore-failed` is what somebody must look at: the proxy's
 * configuration is not proven to be the one of before.
 */
export const EXPERIMENT_STATES = [
  'draft',
  'approved',
  'preflight',
  'a-a',
  'running',
  'paused',
  'restoring',
  'verifying',
  'analysing',
  'done',
  'inconclusive',
  'aborted',
  'restore-failed',
] as const;
export type ExperimentState = (typeof EXPERIMENT_STATES)[number];

export const FINAL_EXPERIMENT_STATES = ['done', 'inconclusive', 'aborted', 'restore-failed'] as const;

/** Steps of a slot, in order. */
export const SLOT_STEPS = ['apply', 'converge', 'drain', 'warm', 'measure', 'profile'] as const;
export type SlotStep = (typeof SLOT_STEPS)[number];

/** Of a variant against the baseline, by CPU per request. */
export const VERDICTS = ['costs', 'saves', 'no material cost', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why a slot does not count. It is run again, at most twice. */
export const VOID_REASONS = {
  'treatment-not-proven': 'The proxy does not show the value that the variant asks for.',
  throttled: 'The CPU quota of the proxy stopped it for a part of the slot.',
  steal: 'The hypervisor took more than 1 % of the CPU time.',
  'load-below-rate': 'The load generator sent less than 99 % of its rate.',
  'generator-busy':
    'The load generator used more than 70 % of what it may use of a CPU: it, not the proxy, is the limit.',
  'connections-changed': 'The number of connections changed while measuring.',
  'sink-failing': 'The collector of spans or logs refused or dropped some: a failing one makes the feature look cheap.',
  'not-steady': 'CPU per request was still changing, by more than it does here anyway, when warming up was over.',
  interrupted: 'A pause, or the end of the experiment agent, came in the middle of the slot.',
} as const;
export type VoidReason = keyof typeof VOID_REASONS;

/** Why an experiment ended before its plan, or did not begin. */
export const ABORT_REASONS = {
  'asked-for': 'Somebody aborted it.',
  'errors-risen': 'More requests failed than the guard allows.',
  'latency-risen': 'The 99th percentile of latency was above what the guard allows for too long.',
  'proxy-restarted': 'The proxy was started anew, or ended.',
  'proxy-silent': 'The proxy does not answer any more.',
  'configuration-rejected': 'The proxy rejected the configuration of a variant.',
  'foreign-change': 'Somebody else changed the configuration while the experiment ran.',
  'disk-full': 'The disk that the access log or our journal is on has too little room left.',
  'duration-exceeded': 'It took longer than its maximum duration.',
  'controller-lost': 'The controller was not heard of for longer than the dead-man time.',
  'too-many-void-slots': 'A slot was void three times, so the conditions on this machine do not allow a result.',
  'preflight-failed': 'What an experiment needs is not there.',
  'load-refused': 'Load may not be generated on this target.',
} as const;
export type AbortReason = keyof typeof ABORT_REASONS;

/** What an agent that runs experiments says of itself when it registers. */
export const EXPERIMENTS_CAPABILITY = 'experiments';
