/** Exit codes of the meshprof command. Scripts branch on them: a number keeps its meaning for good. */
export const EXIT_CODES = {
  ok: 0,
  /** A defect of Meshprof; MESHPROF_DEBUG=1 shows the stack trace. */
  unexpected: 1,
  /** Wrong option, argument or configuration. */
  usage: 2,
  /** No process has this pid. */
  unknownPid: 3,
  /** The process has ended. */
  exitedPid: 4,
  /** A capability is missing. */
  noPermission: 5,
  /** The kernel, or the native addon, lacks something that profiling needs. */
  kernelFeatureMissing: 6,
  /** A file could not be written: disk full, folder missing or read-only. */
  output: 7,
  /** A port is taken or a service could not be reached or started. */
  service: 8,
  /** A binary or a file with its symbols cannot be read, or is not what it should be. */
  binary: 9,
  /** The controller understood a request and refused it, or a plan cannot be run. */
  refused: 10,
  /** An experiment ended before its plan; the configuration of before is back. */
  aborted: 11,
  /** An experiment's configuration of before is not proven to be back: somebody must look. */
  notRestored: 12,
} as const;

export type ExitCodeName = keyof typeof EXIT_CODES;
