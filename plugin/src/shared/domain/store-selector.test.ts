import { storeSelector } from './store-selector';

it('writes every kind of matcher as a data source takes it', () => {
  expect(
    storeSelector(
      { 'service.name': 'shop "eu"', process_pid: 7, pod: { op: '=~', value: 'cart-\\d+' } },
      { task_id: '' }
    )
  ).toBe('{service_name="shop \\"eu\\"", process_pid="7", pod=~"cart-\\\\d+", task_id=""}');
});
