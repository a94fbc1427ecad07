import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnobValue } from '@meshprof/contracts';
import { stringify } from 'yaml';
import type { TelemetrySpec } from '../cluster/telemetry-object.ts';
import { effectiveLogging } from './effective-logging.ts';
import { effectiveTracing } from './effective-tracing.ts';
import { parseMeshConfig } from './mesh-config.ts';
import { variantBlocks } from './variant-blocks.ts';

const mesh = parseMeshConfig(
  stringify({
    accessLogFile: '/dev/stdout',
    extensionProviders: [
      { name: 'Zipkin', zipkin: { service: 'zipkin', port: 9411 } },
      { name: 'als', envoyHttpAls: { service: 'als', port: 1 } },
      { name: 'to-file', envoyFileAccessLog: { path: '/var/log/a' } },
    ],
  })
);

describe('what istiod makes of Telemetry objects', () => {
  it('tracing: later levels override fields, each direction for itself', () => {
    const specs: TelemetrySpec[] = [
      { tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 5 }] },
      { tracing: [{ match: { mode: 'SERVER' }, disableSpanReporting: true }, { randomSamplingPercentage: 0 }] },
    ];
    assert.deepEqual(effectiveTracing(specs, mesh, 'CLIENT'), { provider: 'zipkin', percent: 0, disabled: false });
    assert.deepEqual(effectiveTracing(specs, mesh, 'SERVER'), { provider: 'zipkin', percent: 0, disabled: true });
  });

  it('logging: the providers of the most specific level that names any', () => {
    const specs: TelemetrySpec[] = [
      { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
      { accessLogging: [{ providers: [{ name: 'als' }], filter: { expression: 'x' } }] },
    ];
    assert.deepEqual([...effectiveLogging(specs, mesh, 'CLIENT').loggers], [['als', 'x']]);
  });

  it('logging: disabled without a provider falls back to the file of the mesh', () => {
    const effective = effectiveLogging([{ accessLogging: [{ disabled: true }] }], mesh, 'SERVER');
    assert.deepEqual([[...effective.loggers.keys()], effective.isLegacy], [['envoy'], true]);
  });

  it('logging: disabled with its provider is off', () => {
    const off = [{ accessLogging: [{ disabled: true, providers: [{ name: 'envoy' }] }] }];
    assert.deepEqual([...effectiveLogging(off, mesh, 'SERVER').loggers], []);
  });
});

describe('blocks of a variant', () => {
  const blocks = (knobs: KnobValue[], specs: TelemetrySpec[] = [], existing?: TelemetrySpec) =>
    variantBlocks({ name: 'v', knobs }, { mesh, specs, ...(existing !== undefined && { existing }) });

  it('refuse sampling without a provider', () => {
    const outcome = blocks([{ knob: 'tracing.sampling', percent: 1 }]);
    assert.match(outcome.ok ? '' : outcome.detail, /would turn tracing off/);
  });

  it('keep what the object has, and add to it', () => {
    const existing: TelemetrySpec = { tracing: [{ providers: [{ name: 'zipkin' }], randomSamplingPercentage: 5 }] };
    assert.deepEqual(blocks([{ knob: 'tracing.enabled', on: false }], [existing], existing), {
      ok: true,
      value: {
        tracing: [...(existing.tracing ?? []), { providers: [{ name: 'zipkin' }], disableSpanReporting: true }],
      },
    });
  });

  it('name each direction where their providers differ', () => {
    const specs: TelemetrySpec[] = [
      { tracing: [{ providers: [{ name: 'zipkin' }] }, { match: { mode: 'SERVER' }, providers: [{ name: 'other' }] }] },
    ];
    const outcome = blocks([{ knob: 'tracing.sampling', percent: 1 }], specs);
    assert.deepEqual(
      outcome.ok && outcome.value.tracing?.map(({ match, providers }) => [match, providers?.[0]?.name]),
      [
        [{ mode: 'CLIENT' }, 'zipkin'],
        [{ mode: 'SERVER' }, 'other'],
      ]
    );
  });

  it('name provider envoy when the log of the mesh is turned off', () => {
    assert.deepEqual(blocks([{ knob: 'accesslog.enabled', on: false }]), {
      ok: true,
      value: { accessLogging: [{ providers: [{ name: 'envoy' }], disabled: true }] },
    });
  });

  it('find the provider of a sink, and keep the filter of the log that it takes the place of', () => {
    const specs: TelemetrySpec[] = [
      { accessLogging: [{ providers: [{ name: 'envoy' }], filter: { expression: 'response.code >= 400' } }] },
    ];
    const entry = (name: string) => ({
      ok: true,
      value: {
        accessLogging: [{ providers: [{ name }], filter: { expression: 'response.code >= 400' }, disabled: false }],
      },
    });
    assert.deepEqual(blocks([{ knob: 'accesslog.sink', sink: 'grpc' }], specs), entry('als'));
    assert.deepEqual(blocks([{ knob: 'accesslog.sink', sink: 'file' }], specs), entry('to-file'));
    assert.equal(blocks([{ knob: 'accesslog.sink', sink: 'otlp' }], specs).ok, false);
  });

  it('take request metrics out for Prometheus', () => {
    const outcome = blocks([{ knob: 'stats.filter', on: false }]);
    assert.deepEqual(outcome.ok && outcome.value.metrics, [
      {
        providers: [{ name: 'prometheus' }],
        overrides: [{ match: { metric: 'ALL_METRICS', mode: 'CLIENT_AND_SERVER' }, disabled: true }],
      },
    ]);
  });
});
