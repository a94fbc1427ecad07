import { readdirSync, readFileSync } from 'node:fs';

/** Voluntary and involuntary switches by thread, as the kernel counts them. */
export function kernelSwitches(pid: number): Map<number, [bigint, bigint]> {
  return new Map(
    readdirSync(`/proc/${pid}/task`).map((tid) => {
      const status = readFileSync(`/proc/${pid}/task/${tid}/status`, 'utf8');
      const [, voluntary, involuntary] = /^voluntary_ctxt_switches:\s+(\d+)\nnonvoluntary_ctxt_switches:\s+(\d+)/m.exec(
        status
      )!;
      return [Number(tid), [BigInt(voluntary!), BigInt(involuntary!)]];
    })
  );
}
