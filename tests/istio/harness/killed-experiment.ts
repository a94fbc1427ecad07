// An experiment that is killed (SIGKILL) right before or right after its first write. Its snapshot is on the disk by then,
// as the journal's would be.
//
// Usage: node killed-experiment.ts ADMIN_URL PID KUBECONFIG SNAPSHOT_FILE before|after
import { writeFileSync } from 'node:fs';
import { openIstioDriver } from '../../../collector-agent/src/experiment/kubernetes/open-istio-driver.ts';
import { turned, valueOf } from './istio-experiment.ts';
import { NAMESPACE, WORKLOAD } from './test-mesh.ts';

const [adminUrl, pid, kubeconfig, file, moment] = process.argv.slice(2) as [string, string, string, string, string];
const variant = turned({ knob: 'tracing.sampling', percent: 66 });
const spec = {
  driver: 'istio' as const,
  target: { namespace: NAMESPACE, workload: WORKLOAD, adminUrl, pid: Number(pid) },
  baseline: { name: 'as-it-is', knobs: [] },
  variants: [variant],
  load: { generator: 'external' as const },
};
const driver = valueOf(await openIstioDriver(spec, { experimentId: 'killed', kubeconfig }));
const snapshot = valueOf(await driver.snapshot());
writeFileSync(file, JSON.stringify(snapshot), { flush: true });
if (moment === 'after') valueOf(await driver.apply(variant, snapshot));
process.kill(process.pid, 'SIGKILL');
