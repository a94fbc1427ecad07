import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkApiCall, checkHost, sessionCookie } from './page-session.ts';

const token = 'a-random-token';
const cookieName = 'meshprof_8686';
const host = '127.0.0.1:8686';
const own = {
  host,
  origin: `http://${host}`,
  cookie: `theme=x; ${cookieName}=${token}`,
  'sec-fetch-site': 'same-origin',
};
const allowed = (method: string, headers: Record<string, string | undefined>) =>
  checkApiCall({ method, headers, token, cookieName }).allowed;

describe('names under which the page answers', () => {
  it('takes loopback names with any port, as a forwarded port has another', () => {
    for (const name of ['127.0.0.1:8686', 'localhost:9000', 'LOCALHOST', '[::1]:8686']) {
      assert.equal(checkHost({ host: name }).allowed, true, name);
    }
  });

  it('refuses every other name, which a rebound DNS name would send', () => {
    for (const name of ['evil.example', '127.0.0.1.evil.example:8686', 'localhost.evil.example', '', '10.0.0.1:8686']) {
      assert.equal(checkHost({ host: name }).allowed, false, name);
    }
    assert.equal(checkHost({}).allowed, false);
  });
});

describe('API calls', () => {
  it('lets the page itself call', () => {
    assert.equal(allowed('GET', { ...own, origin: undefined }), true);
    assert.equal(allowed('POST', own), true);
    assert.equal(allowed('POST', { host: 'localhost:1', origin: 'http://localhost:1', cookie: own.cookie }), true);
  });

  it('refuses pages of other origins, also those of other ports on this machine', () => {
    const cookie = own.cookie;
    assert.equal(allowed('POST', { host, cookie, origin: 'https://evil.example' }), false);
    assert.equal(allowed('POST', { host, cookie, origin: 'http://127.0.0.1:10000' }), false);
    assert.equal(allowed('POST', { host, cookie, origin: 'https://127.0.0.1:8686' }), false);
    assert.equal(allowed('POST', { host, cookie, origin: 'null' }), false);
    assert.equal(allowed('GET', { host, cookie, 'sec-fetch-site': 'cross-site' }), false);
    assert.equal(allowed('GET', { host, cookie, 'sec-fetch-site': 'same-site' }), false);
  });

  it('refuses a change without an Origin, which a form of an old browser might send', () => {
    assert.equal(allowed('POST', { host, cookie: own.cookie }), false);
    assert.equal(allowed('DELETE', { host, cookie: own.cookie }), false);
  });

  it('refuses calls without the cookie of this start', () => {
    assert.equal(allowed('GET', { ...own, cookie: undefined }), false);
    assert.equal(allowed('GET', { ...own, cookie: `${cookieName}=${token}x` }), false);
    assert.equal(allowed('GET', { ...own, cookie: `${cookieName}=` }), false);
    assert.equal(allowed('GET', { ...own, cookie: `x${cookieName}=${token}` }), false);
  });
});

it('keeps the cookie from scripts and from other sites', () => {
  assert.match(sessionCookie('n', 't'), /^n=t;.*HttpOnly.*SameSite=Strict$/);
});
