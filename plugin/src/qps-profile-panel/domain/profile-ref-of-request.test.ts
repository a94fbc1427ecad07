import { profileRefOfRequest } from './profile-ref-of-request';

const metrics = { refId: 'A', expr: 'up' };
const profiles = {
  refId: 'B',
  labelSelector: '{service_name="$service"}',
  profileTypeId: 'off_cpu:off_cpu:nanoseconds::',
};
const replace = (text: string) => text.replace('$service', 'shop');

describe('profileRefOfRequest', () => {
  it('takes selector and type of the profile query, with variables filled in', () => {
    expect(profileRefOfRequest([metrics, profiles], '', replace)).toEqual({
      labelSelector: '{service_name="shop"}',
      type: 'off-cpu-time',
    });
  });

  it('prefers the selector of the panel', () => {
    expect(profileRefOfRequest([profiles], ' {pod="$service-0"} ', replace)?.labelSelector).toBe('{pod="shop-0"}');
    expect(profileRefOfRequest([metrics], '{pod="a"}', replace)).toEqual({
      labelSelector: '{pod="a"}',
      type: 'on-cpu',
    });
  });

  it('knows none without a profile query, or with a hidden one', () => {
    expect(profileRefOfRequest([metrics], '', replace)).toBeUndefined();
    expect(profileRefOfRequest([{ ...profiles, hide: true }], '', replace)).toBeUndefined();
  });
});
