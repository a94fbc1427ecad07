import { makeTask } from '../../../testing/fixtures';
import { mergeNews } from './merge-news';

const at = (second: number, id = `t${second}`) =>
  makeTask({ id, createdAt: `2026-11-24T16:00:${String(second).padStart(2, '0')}Z`, title: `${id} as loaded` });
const fresh = (task: ReturnType<typeof at>) => ({ ...task, title: `${task.id} as it is` });
const titles = (tasks: Array<{ title: string }>) => tasks.map(({ title }) => title);

it('puts new tasks in front, replaces changed ones, and drops deleted ones', () => {
  const loaded = [at(5), at(4), at(3), at(2), at(1)];
  const { tasks, hasGap } = mergeNews(loaded, { items: [fresh(at(6)), fresh(at(5)), fresh(at(3))], nextCursor: 'c' });
  expect(titles(tasks)).toEqual(['t6 as it is', 't5 as it is', 't3 as it is', 't2 as loaded', 't1 as loaded']);
  expect(hasGap).toBe(false);
});

it('keeps the order of tasks of one moment', () => {
  const loaded = [at(5, 'c'), at(5, 'b'), at(5, 'a')];
  const { tasks } = mergeNews(loaded, { items: [fresh(at(5, 'c')), fresh(at(5, 'b'))], nextCursor: 'c' });
  expect(titles(tasks)).toEqual(['c as it is', 'b as it is', 'a as loaded']);
});

it('tells of a gap where more is new than a page holds', () => {
  expect(mergeNews([at(2), at(1)], { items: [at(9), at(8)], nextCursor: 'c' }).hasGap).toBe(true);
  expect(mergeNews([], { items: [at(9)], nextCursor: 'c' }).hasGap).toBe(false);
});

it('is the newest page alone if nothing follows it, and what was loaded until it is there', () => {
  expect(mergeNews([at(2), at(1)], { items: [fresh(at(2))] }).tasks).toHaveLength(1);
  expect(mergeNews([at(2)], { items: [] }).tasks).toEqual([]);
  expect(mergeNews([at(2)], undefined).tasks).toHaveLength(1);
});
