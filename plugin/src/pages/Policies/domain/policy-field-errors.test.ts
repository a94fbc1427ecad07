import { DEFAULT_POLICY_FORM } from './policy-form';
import { splitFieldErrors } from './policy-field-errors';

const trigger = { ...DEFAULT_POLICY_FORM, kind: 'trigger' } as const;

it('shows the controller’s errors at the fields that they are about', () => {
  const fieldErrors = [
    { path: '/rule/selector/pod/value', message: 'This is no RE2 regular expression: missing closing )' },
    { path: '/rule/count', message: 'A period of 10000 ms holds 2 looks' },
    { path: '/rule/count', message: 'another' },
    { path: '/rule/task/durationMs', message: 'must be <= 3600000' },
  ];
  expect(splitFieldErrors({ fieldErrors }, trigger)).toEqual({
    fields: {
      selector: 'This is no RE2 regular expression: missing closing )',
      count: 'A period of 10000 ms holds 2 looks',
      taskDurationSeconds: 'Must be <= 3600000',
    },
    others: [],
  });
});

it('leaves out what is about the kinds that were not filled in', () => {
  const fieldErrors = [
    { path: '/rule/kind', message: 'must be equal to constant' },
    { path: '/rule/condition', message: 'is required' },
    { path: '/rule/frequencyHz', message: 'must be <= 99' },
    { path: '/rule/threshold', message: 'is required' },
  ];
  expect(splitFieldErrors({ fieldErrors }, DEFAULT_POLICY_FORM).fields).toEqual({ frequencyHz: 'Must be <= 99' });
});

it('keeps what no field can show', () => {
  const fieldErrors = [{ path: '/rule/condition/metric', message: 'x' }];
  expect(splitFieldErrors({ fieldErrors }, DEFAULT_POLICY_FORM)).toEqual({ fields: {}, others: fieldErrors });
});
