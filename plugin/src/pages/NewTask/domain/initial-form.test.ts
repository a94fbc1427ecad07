import { FREQUENCY_MAX_HZ, DURATION_MAX_MS, FLIGHT_RECORDER_MAX_MS } from '@meshprof/contracts';
import { planOfForm } from '@shared/domain/task-form/create-task-of-form';
import { defaultTaskForm, hasEvent } from '@shared/domain/task-form/task-form';
import { initialForm, withTemplate } from './initial-form';
import { TEMPLATES } from './templates';

const start = (preset: object) => initialForm(preset, defaultTaskForm({}, 'UTC'));

it('takes selector, template and title from the link', () => {
  const { form, problem } = start({
    selector: 'namespace="shop", pod=~"cart-.*"',
    template: 'waiting-service',
    title: 'Slow',
    before: '90.5',
  });
  expect(problem).toBeUndefined();
  expect(form).toMatchObject({
    title: 'Slow',
    onCpu: false,
    wakers: true,
    beforeSeconds: 91,
    matchers: [
      { label: 'namespace', op: '=', value: 'shop' },
      { label: 'pod', op: '=~', value: 'cart-.*' },
    ],
  });
});

it('leaves out what a link says wrongly, and says so of a selector', () => {
  const { form, problem } = start({
    selector: 'colour=red',
    template: '<script>',
    before: 'x',
    title: 'a'.repeat(999),
  });
  expect(problem).toContain('colour');
  expect(form.matchers).toEqual([{ label: 'service.name', op: '=', value: '' }]);
  expect(form.title).toHaveLength(200);
  expect(form.beforeSeconds).toBe(0);
  expect(start({ before: '1e9' }).form.beforeSeconds).toBe(900);
});

describe('a template', () => {
  const defaults = defaultTaskForm({}, 'UTC');
  const conditions = [{ label: 'pod', op: '=', value: 'p' } as const];

  it('keeps the conditions and words that are there, and undoes the template before it', () => {
    const first = withTemplate({ ...defaults, matchers: conditions, title: 'mine' }, defaults, 'waiting-service');
    const second = withTemplate(first, defaults, 'busy-sidecar');
    expect(second).toMatchObject({ matchers: conditions, title: 'mine', wakers: false, frequencyHz: 199 });
  });

  it('brings its own conditions where there are none', () => {
    const form = withTemplate({ ...defaults, matchers: [] }, defaults, 'busy-sidecar');
    expect(form.matchers).toEqual([{ label: 'role', op: '=', value: 'envoy-sidecar' }]);
  });

  it.each(TEMPLATES.map((template) => [template.id, template] as const))(
    '%s is a task within the limits',
    (_id, template) => {
      const form = withTemplate({ ...defaults, matchers: conditions }, defaults, template.id);
      const plan = planOfForm({ ...form, matchers: conditions });
      expect(hasEvent(form)).toBe(true);
      expect(plan?.frequencyHz).toBeLessThanOrEqual(FREQUENCY_MAX_HZ);
      expect(plan?.durationMs).toBeLessThanOrEqual(DURATION_MAX_MS);
      expect(plan?.beforeMs ?? 0).toBeLessThanOrEqual(FLIGHT_RECORDER_MAX_MS);
      expect(template.question()).toMatch(/\?$/);
      expect(template.answer()).toMatch(/\.$/);
    }
  );
});
