import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExporterOptions, type ExporterSettings, parseExporterOptions } from './exporter-options.ts';

type Environment = Record<string, string>;

function options(settings: ExporterSettings, env: Environment = {}): ExporterOptions {
  const parsed = parseExporterOptions(settings, env);
  if (parsed.kind === 'invalid') assert.fail(parsed.problems.join('; '));
  return parsed.options;
}

function problems(settings: ExporterSettings, env: Environment = {}): string {
  const parsed = parseExporterOptions(settings, env);
  assert.equal(parsed.kind, 'invalid');
  return parsed.kind === 'invalid' ? parsed.problems.join('; ') : '';
}

test('without any setting: the local Collector, compressed', () => {
  assert.deepEqual(options({}), {
    endpoint: { target: 'dns:localhost:4317', tls: false },
    headers: {},
    timeoutMs: 10_000,
    compression: 'gzip',
  });
});

test('a setting goes before the signal’s variable, which goes before the general one', () => {
  const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '1', OTEL_EXPORTER_OTLP_COMPRESSION: 'none' };
  assert.equal(options({}, env).timeoutMs, 1);
  assert.equal(options({}, { ...env, OTEL_EXPORTER_OTLP_PROFILES_TIMEOUT: '2' }).timeoutMs, 2);
  assert.equal(options({ timeoutMs: 3 }, { ...env, OTEL_EXPORTER_OTLP_PROFILES_TIMEOUT: '2' }).timeoutMs, 3);
  assert.equal(options({}, env).compression, 'none');
});

test('reads every variable of the specification', () => {
  const parsed = options(
    {},
    {
      OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_PROFILES_INSECURE: 'TRUE',
      OTEL_EXPORTER_OTLP_PROFILES_HEADERS: 'Authorization=Basic%20YWJj, x-team = mesh ',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=other,x-from=general',
      OTEL_EXPORTER_OTLP_PROFILES_TIMEOUT: '2500',
      OTEL_EXPORTER_OTLP_PROFILES_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: '/client.pem',
      OTEL_EXPORTER_OTLP_PROFILES_CLIENT_KEY: '/client.key',
    }
  );
  assert.deepEqual(parsed, {
    endpoint: { target: 'dns:collector:4317', tls: false },
    headers: { 'x-team': 'mesh', 'x-from': 'general', authorization: 'Basic YWJj' },
    timeoutMs: 2500,
    compression: 'gzip',
    certificatePath: '/ca.pem',
    clientCertificatePath: '/client.pem',
    clientKeyPath: '/client.key',
  });
});

test('an empty variable counts as unset', () => {
  assert.equal(
    options({}, { OTEL_EXPORTER_OTLP_PROFILES_ENDPOINT: ' ', OTEL_EXPORTER_OTLP_TIMEOUT: '' }).timeoutMs,
    10_000
  );
});

test('names each problem, and all of them at once', () => {
  const text = problems(
    { compression: 'zstd', clientKeyPath: '/key' },
    { OTEL_EXPORTER_OTLP_TIMEOUT: 'soon', OTEL_EXPORTER_OTLP_INSECURE: 'yes', OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://x' }
  );
  for (const expected of [/zstd/, /client certificate/, /"soon"/, /INSECURE must be true or false/, /ftp/]) {
    assert.match(text, expected);
  }
});

test('refuses headers that gRPC or Meshprof own, without repeating a value', () => {
  // Written with a colon, as HTTP has it, the credential is a part of the name.
  const colon = problems({ headers: { 'Authorization: Basic geheim': '=' } });
  assert.match(colon, /a header name has characters that gRPC forbids; write name=value/);
  assert.doesNotMatch(colon, /geheim/);
  assert.match(problems({ headers: { 'grpc-timeout': 'x' } }), /set by Meshprof/);
  assert.match(problems({ headers: { 'OTLP-Profiles-Development-Version': '2' } }), /set by Meshprof/);
  assert.match(problems({ headers: { 'x-bin': 'x' } }), /binary/);
  const secret = problems({ headers: { authorization: 'geheim\n' } });
  assert.match(secret, /authorization/);
  assert.doesNotMatch(secret, /geheim/);
  assert.match(problems({ tenant: 'a\u0000b' }), /tenant/);
  assert.match(problems({}, { OTEL_EXPORTER_OTLP_HEADERS: 'justakey' }), /key=value/);
  assert.match(problems({}, { OTEL_EXPORTER_OTLP_HEADERS: 'key=%zz' }), /percent-encoded/);
});
