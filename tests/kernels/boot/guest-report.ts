/** What a guest says of itself and of each step; guest/run-steps.mjs writes it. */
export interface GuestReport {
  /** As `uname -r` has it. */
  readonly kernel: string;
  readonly architecture: string;
  readonly steps: ReadonlyMap<string, StepResult>;
}

export interface StepResult {
  readonly step: string;
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>;
}

export type ParsedReport =
  { readonly ok: true; readonly report: GuestReport } | { readonly ok: false; readonly problem: string };

const MARK = '@@meshprof ';

/** Reads what came over the serial line; other lines, of a kernel or a loader, are left out. */
export function parseGuestReport(text: string): ParsedReport {
  const results: Record<string, unknown>[] = [];
  for (const line of text.split(/\r*\n/)) {
    if (!line.startsWith(MARK)) continue;
    try {
      results.push(JSON.parse(line.slice(MARK.length)) as Record<string, unknown>);
    } catch {
      return { ok: false, problem: `the guest's line is cut or garbled: ${line.slice(0, 200)}` };
    }
  }
  const [guest, ...steps] = results;
  if (typeof guest?.kernel !== 'string') return { ok: false, problem: 'the guest said nothing' };
  if (steps.at(-1)?.end !== true) {
    return { ok: false, problem: `the guest ended after ${steps.length} steps, without the last one` };
  }
  const finished = steps.slice(0, -1) as unknown as StepResult[];
  return {
    ok: true,
    report: {
      kernel: guest.kernel,
      architecture: String(guest.architecture),
      steps: new Map(finished.map((result) => [result.step, result])),
    },
  };
}
