import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppSettings } from './app-settings.ts';

describe('settings of the app in memory', () => {
  it('follow the start until somebody changes them', () => {
    let port = 1;
    const settings = new AppSettings({ jsonData: () => ({ controllerUrl: `http://c:${port}` }), secureJsonData: {} });
    port = 2;
    assert.deepEqual(settings.jsonData, { controllerUrl: 'http://c:2' });
    assert.equal(settings.update({ enabled: true, jsonData: { controllerUrl: 'http://other' } }), undefined);
    assert.deepEqual(settings.jsonData, { controllerUrl: 'http://other' });
  });

  it('keep a secret that an update leaves out', () => {
    const settings = new AppSettings({ jsonData: () => ({}), secureJsonData: { secret: 'old', key: 'k' } });
    settings.update({ jsonData: {} });
    assert.deepEqual(settings.secureJsonData, { secret: 'old', key: 'k' });
    settings.update({ secureJsonData: { secret: 'new' } });
    assert.deepEqual(settings.secureJsonData, { secret: 'new', key: 'k' });
  });

  it('stay as they are if an update is not one', () => {
    const settings = new AppSettings({ jsonData: () => ({ a: 1 }), secureJsonData: {} });
    for (const bad of [null, [], { jsonData: 'x' }, { secureJsonData: { secret: 1 } }]) {
      assert.match(settings.update(bad) ?? '', /bad request data/);
    }
    assert.deepEqual(settings.jsonData, { a: 1 });
  });
});
