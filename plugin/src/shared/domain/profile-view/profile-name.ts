/** What a file or a picture says of itself. */
export interface ProfileName {
  /** What was profiled: `demo-envoy (pid 4711)`. */
  subject: string;
  /** Kind of profile: `on-cpu`. */
  type: string;
  fromUnixMs: number;
}

const MAX_SUBJECT = 80;

/** Safe in every file system, and in order of time: `meshprof_demo-envoy_on-cpu_20261126-162005`. */
export function fileNameOf({ subject, type, fromUnixMs }: ProfileName): string {
  const words = subject
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MAX_SUBJECT);
  // UTC, since a file travels.
  const time = new Date(fromUnixMs).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return ['meshprof', words || 'profile', type, `${time}Z`].join('_');
}
