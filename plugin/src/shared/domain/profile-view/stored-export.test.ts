import { PROFILE_TYPES } from '@meshprof/contracts';
import { storedExport } from './stored-export';

const source = { labelSelector: '{task_id="t"}', fromUnixMs: 1000, toUnixMs: 2000 };

it('says what the stored values count, which is not what the agent sent', () => {
  const sampleTypes = PROFILE_TYPES.map((type) => {
    const { sampleType, grafanaUnit } = storedExport(type, 'demo-envoy', source);
    return `${type.id} ${sampleType.type} ${sampleType.unit} ${grafanaUnit}`;
  });
  expect(sampleTypes).toEqual([
    'on-cpu cpu nanoseconds ns',
    'off-cpu-time off_cpu nanoseconds ns',
    'off-cpu-switches switches count short',
    'wakeups wakeups count short',
    'loop-stalls stalls nanoseconds ns',
    'page-faults page_faults count short',
  ]);
});
