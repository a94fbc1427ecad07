import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEndpoint } from './parse-endpoint.ts';

const accepted: [text: string, insecure: boolean, target: string, tls: boolean][] = [
  ['http://localhost:4317', false, 'dns:localhost:4317', false],
  ['http://localhost:4317/', false, 'dns:localhost:4317', false],
  ['http://collector', false, 'dns:collector:4317', false],
  ['http://collector:80', false, 'dns:collector:80', false],
  ['https://profiles.example.net', false, 'dns:profiles.example.net:443', true],
  ['https://profiles.example.net:443', false, 'dns:profiles.example.net:443', true],
  ['collector:4317', false, 'dns:collector:4317', true],
  ['collector:4317', true, 'dns:collector:4317', false],
  ['https://collector:4317', true, 'dns:collector:4317', true], // the scheme wins
  ['http://[::1]:4317', false, 'dns:[::1]:4317', false],
  ['unix:/run/otel.sock', false, 'unix:/run/otel.sock', false],
];

for (const [text, insecure, target, tls] of accepted) {
  test(`${text}${insecure ? ' (insecure)' : ''} is ${target}${tls ? ' with TLS' : ''}`, () => {
    assert.deepEqual(parseEndpoint(text, insecure), { kind: 'ok', endpoint: { target, tls } });
  });
}

for (const text of ['', 'http://', 'ftp://host:1', 'http://host:99999', 'http://host:1/v1/profiles']) {
  test(`${JSON.stringify(text)} is refused with a remedy`, () => {
    const parsed = parseEndpoint(text, false);
    assert.equal(parsed.kind, 'invalid');
    assert.match(parsed.kind === 'invalid' ? parsed.problem : '', /give http:\/\/host:port/);
  });
}

test('credentials in an endpoint are refused and not repeated', () => {
  for (const text of ['http://user:geheim@host', 'https://host/?api_key=geheim']) {
    const parsed = parseEndpoint(text, false);
    assert.match(parsed.kind === 'invalid' ? parsed.problem : '', /credentials/);
    assert.doesNotMatch(JSON.stringify(parsed), /geheim/);
  }
});
