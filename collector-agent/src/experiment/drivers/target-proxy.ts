import { readlinkSync } from 'node:fs';
import type { ExperimentTarget } from '@meshprof/contracts';
import { readProcessStat } from '../../discovery/process-facts.ts';
import { type AdminResult, EnvoyAdmin } from '../envoy/envoy-admin.ts';
import { listeningProcess } from '../envoy/listening-process.ts';
import { fail, type Failure, type Outcome, succeed } from './outcome.ts';

/** The proxy of an experiment: its process, and its admin listener wherever that listens. */
export class TargetProxy {
  readonly pid: number;
  readonly admin: EnvoyAdmin;
  readonly #startTimeTicks: string;

  private constructor(pid: number, startTimeTicks: string, admin: EnvoyAdmin) {
    this.pid = pid;
    this.#startTimeTicks = startTimeTicks;
    this.admin = admin;
  }

  static async open(target: ExperimentTarget): Promise<Outcome<TargetProxy>> {
    const { adminUrl } = target;
    if (adminUrl === undefined) {
      return fail('preflight-failed', "The target has no adminUrl: say where the proxy's admin listener is.");
    }
    const pid = target.pid ?? listeningProcess(Number(new URL(adminUrl).port || '80'));
    if (pid === undefined) {
      const remedy = 'start the proxy, or give its pid where it runs in another network namespace';
      return fail('preflight-failed', `No process listens at ${adminUrl} in this network namespace: ${remedy}.`);
    }
    const stat = readProcessStat(pid);
    if (stat === undefined) return fail('preflight-failed', `There is no process ${pid}.`);
    const isElsewhere = networkNamespace(pid) !== networkNamespace('self');
    const admin = new EnvoyAdmin({ adminUrl, ...(isElsewhere && { namespaceOfPid: pid }) });
    const proxy = new TargetProxy(pid, stat.startTimeTicks, admin);
    // Only then it is sure whose namespace was entered.
    const answer = await proxy.ask(admin.get('/ready'));
    if (!answer.ok && !/answered \/ready with 503/.test(answer.detail)) {
      admin.close();
      return answer;
    }
    return succeed(proxy);
  }

  /** The same process as at first: a pid may be given to another. */
  isAlive(): boolean {
    const stat = readProcessStat(this.pid);
    return stat !== undefined && stat.startTimeTicks === this.#startTimeTicks && stat.state !== 'Z';
  }

  /** Says why there is no answer: a proxy that is gone, or one that is silent. */
  async ask<T>(question: Promise<AdminResult<T>>): Promise<Outcome<T>> {
    const answer = await question;
    if (!this.isAlive()) return this.gone();
    return answer.ok ? succeed(answer.value) : fail('proxy-silent', `The proxy's admin listener ${answer.detail}.`);
  }

  gone(): Failure {
    return fail('proxy-restarted', `Process ${this.pid} of the proxy has ended.`);
  }

  close(): void {
    this.admin.close();
  }
}

/** Undefined where it may not be told: then it is not ours. */
function networkNamespace(process: number | 'self'): string | undefined {
  try {
    return readlinkSync(`/proc/${process}/ns/net`);
  } catch {
    return undefined;
  }
}
