/**
 * Why a target failed, was skipped or was lost, and why a process is not profilable.
 * One table: each code has the sentence a person reads and what to do about it.
 */
export interface Reason {
  readonly sentence: string;
  readonly remedy: string;
}

export const REASONS = {
  profilable: { sentence: 'This process can be profiled.', remedy: 'Nothing to do.' },
  'kernel-thread': {
    sentence: 'Kernel threads have no user stacks.',
    remedy: 'Profile the process whose work the kernel does.',
  },
  zombie: { sentence: 'The process has ended and waits for its parent.', remedy: 'Pick a running process.' },
  'own-process': {
    sentence: 'This is Meshprof itself.',
    remedy: 'Use `meshprof record --pid` from a second Meshprof to profile it.',
  },
  'pod-sandbox': {
    sentence: "This process holds the pod's namespaces and never runs.",
    remedy: "Pick a process of one of the pod's containers.",
  },
  'interpreted-runtime': {
    sentence: 'The program runs in an interpreter or a JIT; its own functions have no native frames.',
    remedy:
      "Use the language's profiler for its functions; native and kernel frames can be recorded with `record --pid`.",
  },
  'no-permission': {
    sentence: 'The agent may not read this process.',
    remedy: 'Run the agent as root or with CAP_SYS_PTRACE, CAP_BPF and CAP_PERFMON.',
  },
  'kernel-feature-missing': {
    sentence: 'The kernel lacks a feature that profiling needs.',
    remedy: 'Run `meshprof check` on that node; it names the feature and what to do.',
  },
  'process-exited': {
    sentence: 'The process ended before the task did.',
    remedy: 'What was recorded is kept; start a new task on its successor.',
  },
  'process-not-found': {
    sentence: 'No process with this pid runs on the node.',
    remedy: 'Reload the targets and pick a running process.',
  },
  'agent-lost': {
    sentence: 'The agent stopped reporting.',
    remedy: 'Look at the agent on that node; what it recorded arrives when it reconnects.',
  },
  'agent-busy': {
    sentence: 'The agent runs as many sessions as it allows.',
    remedy: 'Wait for a running task to end, or raise the agent option maxSessions.',
  },
  'agent-cpu-limit': {
    sentence: 'The agent took more CPU than it may, and ended its newest session.',
    remedy: 'Use a lower frequency or fewer targets on that node, or raise the agent option maxCpuCores.',
  },
  'agent-memory-limit': {
    sentence: 'The agent took more memory than it may.',
    remedy: 'Use fewer targets on that node at a time, or raise the agent option maxRssBytes.',
  },
  'limited-by-agent': {
    sentence: 'The agent allows less than the task asked for, and recorded what it allows.',
    remedy: 'Ask for what the agent allows, or raise its options maxFrequencyHz, maxDurationMs or allowedEvents.',
  },
  'not-allowed-here': {
    sentence: 'The agent of this node does not allow this to be profiled.',
    remedy: 'Change the agent options allowedSelectors or allowedEvents on that node if it should be.',
  },
  'assignment-invalid': {
    sentence: 'The agent does not understand what the controller asked of it.',
    remedy: 'Bring agent and controller to the same version.',
  },
  'not-dispatched': {
    sentence: 'No agent took the task in time.',
    remedy: 'Check that the agent of that node is connected.',
  },
  'no-matching-target': {
    sentence: 'No known process matches the selector.',
    remedy: 'Check the selector against the targets page.',
  },
  'max-targets': {
    sentence: 'More processes match than the task may profile at once.',
    remedy: 'Narrow the selector, or raise maxTargets.',
  },
  'start-missed': {
    sentence: 'Its time had passed before it could start.',
    remedy: 'Run it again. Controller or agent were not running at that time; their logs say since when they are.',
  },
  'agent-cpu-budget': {
    sentence: 'The session needed more of the CPU than the task allows the agent, and ended early.',
    remedy: 'What was recorded is kept. Raise agentCpuPercent, or lower the frequency or offCpu.stacksPerSecond.',
  },
  'agent-restarted': {
    sentence: 'The agent was restarted meanwhile, so the profile has a gap.',
    remedy: 'Nothing to do; run the task again if the gap matters.',
  },
  'recording-lost': {
    sentence: 'The agent ended before it had exported what it recorded, and that is lost.',
    remedy: 'Run the task again. The log of the node says why the agent ended.',
  },
  'previous-still-running': {
    sentence: 'The task that the schedule started before had not ended.',
    remedy: 'Make the duration shorter than the time between two starts.',
  },
  'too-many-sessions': {
    sentence: 'As many sessions run on this node already as its agent can run at once.',
    remedy: 'Wait until one of them ends, or cancel one.',
  },
  'load-failed': {
    sentence: 'The kernel refused the profiling programs.',
    remedy: 'Run `meshprof check` on that node.',
  },
  'export-failed': {
    sentence: 'The profile was recorded, but its endpoint refused it or the spool had no room.',
    remedy: "Look at the agent's log and the OTLP endpoint, and profile again.",
  },
  'export-delayed': {
    sentence: 'The profile was recorded and waits in the spool; it arrives when the OTLP endpoint answers.',
    remedy: 'Check the OTLP endpoint of the agent. What waits 50 minutes is given up.',
  },
  'over-budget': {
    sentence: 'Standing profiling took more of the agent than its policies allow.',
    remedy: 'Raise agentCpuPercent of the policy, lower its frequency or let it match fewer processes.',
  },
  'covered-by-policy': {
    sentence: 'Another policy of this kind already profiles the process.',
    remedy: 'Nothing to do; a selector that leaves the process out makes it plain.',
  },
  'over-target-limit': {
    sentence: 'More processes of the node match than the policy takes.',
    remedy: 'Narrow its selector or raise maxTargetsPerNode.',
  },
  'not-recorded-before': {
    sentence: 'No flight recorder holds anything of this process from before the task.',
    remedy: 'Enable a flight-recorder policy whose selector matches it; it keeps what comes from then on.',
  },
  'no-reason-given': {
    sentence: 'The agent ended the session without a reason.',
    remedy: "Look at the agent's log on that node, and update the agent.",
  },
  'cancelled-by-user': { sentence: 'Somebody cancelled the task.', remedy: 'What was recorded until then is kept.' },
  'alert-labels-unknown': {
    sentence: 'The alert has no label that names a process.',
    remedy: 'Add labels to `alertsFile` of the controller, or the annotation meshprof_selector to the alert rule.',
  },
  'alert-cooling-down': {
    sentence: 'Alerts have profiled these processes a short while ago.',
    remedy: 'Look at the profile of the earlier alert, or lower cooldownMs in `alertsFile`.',
  },
  'alert-tasks-full': {
    sentence: 'As many tasks of alerts run as are allowed.',
    remedy: 'It is tried again when the alert is sent again. Raise maxTasks in `alertsFile` if nodes can bear it.',
  },
  'alert-too-many-targets': {
    sentence: 'The alert means more processes than one alert may profile.',
    remedy: 'Name fewer with meshprof_selector or more labels, or raise maxTargets in `alertsFile`.',
  },
  'alert-interrupted': {
    sentence: 'The controller stopped after it took the alert and before its task began.',
    remedy: 'Start a task by hand if the alert still fires.',
  },
  'alert-over': { sentence: 'The alert was over when it was first heard of.', remedy: 'Nothing to do.' },
  'webhook-unauthenticated': {
    sentence: 'The request was not signed with the secret of this controller.',
    remedy: 'Set secret and timestamp header of the contact point, or its bearer token, as the docs on alerts say.',
  },
  'webhook-invalid': {
    sentence: 'The request is no notification of this kind.',
    remedy: 'Send the default payload; a custom payload template must keep the fields that the docs on alerts name.',
  },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASONS;
