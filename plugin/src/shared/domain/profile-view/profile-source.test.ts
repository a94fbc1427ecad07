import { withMatchers } from './profile-source';

describe('withMatchers', () => {
  it('adds to what is there', () => {
    expect(withMatchers('{service_name="shop"}', { thread: 'main' })).toBe('{service_name="shop", thread="main"}');
    expect(withMatchers(' { a=~"x|y", } ', { b: '1' })).toBe('{a=~"x|y", b="1"}');
  });

  it('leaves a selector alone that nothing is added to', () => {
    expect(withMatchers('{}', {})).toBe('{}');
    expect(withMatchers('{a!="b"}', {})).toBe('{a!="b"}');
  });

  it('never lets a value change the meaning', () => {
    expect(withMatchers('{}', { thread: 'x", task_id=~".*' })).toBe('{thread="x\\", task_id=~\\".*"}');
  });

  it('asks for series without a label by an empty value', () => {
    expect(withMatchers('{}', { cost_category: '' })).toBe('{cost_category=""}');
  });
});
