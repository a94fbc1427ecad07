import { profiledServices } from './profiled-services';

it('profiledServices puts proxies first, then the busiest', () => {
  const services = profiledServices([
    { labels: { service_name: 'shop', role: 'mesh-app' }, sum: 50 },
    { labels: { service_name: 'small-envoy', role: 'envoy-sidecar' }, sum: 1 },
    { labels: { service_name: 'big"envoy', role: 'envoy' }, sum: 5 },
    { labels: { service_name: 'shop', role: 'envoy-sidecar' }, sum: 1 },
    { labels: {}, sum: 100 },
  ]);
  expect(services.map(({ service }) => service)).toEqual(['shop', 'big"envoy', 'small-envoy']);
  expect(services[1]?.selector).toBe('{service_name="big\\"envoy"}');
});
