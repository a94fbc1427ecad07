import { makeTarget } from '../../../testing/fixtures';
import { flatRows, groupedRows } from './target-rows';

const shop = (id: string, workload: string) => makeTarget({ id, namespace: 'shop', workload });
const targets = [shop('1', 'cart'), shop('2', 'cart'), shop('3', 'web'), makeTarget({ id: '4', service: 'sshd' })];
const ids = (folding: { all: boolean; except: string[] }) =>
  groupedRows(targets, { all: folding.all, except: new Set(folding.except) }).map(({ id }) => id);

it('puts processes under their workload and workloads under their namespace', () => {
  expect(ids({ all: false, except: [] })).toEqual([
    'namespace /shop',
    'w//shop/cart',
    '1',
    '2',
    '3',
    'namespace /',
    '4',
  ]);
});

it('folds all groups or single ones', () => {
  const cartFolded = ['namespace /shop', 'w//shop/cart', '3', 'namespace /', '4'];
  expect(ids({ all: true, except: [] })).toEqual(cartFolded);
  expect(ids({ all: false, except: ['w//shop/cart'] })).toEqual(cartFolded);
  expect(ids({ all: true, except: ['w//shop/cart'] })).toContain('2');
});

it('counts the processes of a namespace', () => {
  const [first] = groupedRows(targets, { all: false, except: new Set() });
  expect(first).toMatchObject({ kind: 'namespace', namespace: 'shop', processes: 3 });
});

it('leaves namespaces out where there are none', () => {
  const rows = groupedRows([makeTarget({ id: 'a' }), makeTarget({ id: 'b' })], { all: false, except: new Set() });
  expect(rows.map(({ kind }) => kind)).toEqual(['group', 'process', 'process']);
  expect(flatRows(targets)).toHaveLength(4);
});
