import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KnobValue } from '@meshprof/contracts';
import { parse } from 'yaml';
import { hashConfig } from '../envoy/config-hash.ts';
import { factsOfDump } from '../envoy/proxy-facts.ts';
import { keepFile } from './files-snapshot.ts';
import { isOfAVariant, variantFiles } from './variant-files.ts';

const HCM = 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const LISTENERS = `
# kept
version_info: '1'
resources:
  - '@type': type.googleapis.com/envoy.config.listener.v3.Listener
    name: one
    reuse_port: on # not a word of YAML 1.2
    limit: 18446744073709551615
    filter_chains:
      - filters:
          - name: hcm
            typed_config: &hcm
              '@type': ${HCM}
              tracing: { provider: { name: envoy.tracers.zipkin } }
              access_log:
                - name: envoy.access_loggers.file
                  filter: { runtime_filter: { runtime_key: log.full } }
                  typed_config: { '@type': type.googleapis.com/x.FileAccessLog, path: /a, log_format: { text_format_source: { inline_string: "a\\n" } } }
              http_filters:
                - { name: fault, disabled: true }
                - { name: router, typed_config: { '@type': type.googleapis.com/x.Router } }
  - resource:
      '@type': type.googleapis.com/envoy.config.listener.v3.Listener
      name: two
      filterChains: [ { filters: [ { typedConfig: *hcm } ] } ]
`;
const RUNTIME = `
resources:
  - '@type': type.googleapis.com/envoy.service.runtime.v3.Runtime
    name: rt
    layer: { tracing: { random_sampling: 100, zipkin: { x: 1 } } }
`;
const noRuntime = { layers: [], entries: new Map() };
const config = { facts: factsOfDump({}), runtime: noRuntime, hashes: hashConfig({}, noRuntime) };
const kept = (path: string, text: string) => keepFile(path, { bytes: Buffer.from(text), uid: 0, gid: 0, mode: 0o644 });

function filesOf(knob: KnobValue, listeners = kept('/l.yaml', LISTENERS)) {
  const runtime = { file: kept('/r.yaml', RUNTIME), resource: 'rt' };
  const made = variantFiles({ name: 'v', knobs: [knob] }, { isOurRoot: true, listeners, runtime }, config);
  assert.ok(made.ok, made.ok ? '' : made.detail);
  return made.value.map(({ content }) => content.bytes.toString());
}

/** The first listener's connection manager. */
function managerOf(text: string): Record<string, unknown> {
  const document = parse(text) as { resources: { filter_chains: { filters: { typed_config: object }[] }[] }[] };
  return document.resources[0]?.filter_chains[0]?.filters[0]?.typed_config as Record<string, unknown>;
}

interface Logger {
  readonly filter: { readonly and_filter: { readonly filters: readonly object[] } };
  readonly typed_config: { readonly log_format: unknown };
}

describe('files of a variant', () => {
  it('are the very bytes of before where it changes nothing in them', () => {
    const [listeners, runtime] = filesOf({ knob: 'tracing.sampling', percent: 0.5 });
    assert.equal(listeners, LISTENERS);
    assert.notEqual(runtime, RUNTIME);
    assert.equal(filesOf({ knob: 'tracing.enabled', on: false })[1], RUNTIME);
  });

  it('keep what they do not touch as it is written', () => {
    const [text = ''] = filesOf({ knob: 'tracing.enabled', on: false });
    assert.match(text, /^# Variant v of a Meshprof experiment/);
    for (const part of ['# kept', 'reuse_port: on # not a word', 'limit: 18446744073709551615', '&hcm', '*hcm']) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(managerOf(text)['tracing'], undefined);
    assert.match(text, /version_info: .?meshprof-[0-9a-f]{12}/);
  });

  it('are told from what somebody else wrote, to the byte', () => {
    for (const [path, text] of [
      ['/l.yaml', LISTENERS],
      ['/l.json', JSON.stringify(parse(LISTENERS))],
    ] as const) {
      const [made = ''] = filesOf({ knob: 'tracing.enabled', on: false }, kept(path, text));
      assert.ok(isOfAVariant(Buffer.from(made), path), path);
      assert.ok(!isOfAVariant(Buffer.from(made.replace('one', 'won')), path), path);
      assert.ok(!isOfAVariant(Buffer.from(text), path), path);
    }
  });

  it('have sampling as a fraction, and not twice', () => {
    const [, text = ''] = filesOf({ knob: 'tracing.sampling', percent: 0.5 });
    const { resources } = parse(text) as { resources: { layer: unknown }[] };
    assert.deepEqual(resources[0]?.layer, {
      tracing: { zipkin: { x: 1 } },
      'tracing.random_sampling': { numerator: 50, denominator: 'TEN_THOUSAND' },
    });
  });

  it('keep large numbers in JSON', () => {
    const json = JSON.stringify(parse(LISTENERS)).replace(/"limit":[^,]+/, '"limit":18446744073709551615');
    const [text = ''] = filesOf({ knob: 'accesslog.enabled', on: false }, kept('/l.json', json));
    assert.ok(text.includes('"limit": 18446744073709551615'));
    assert.equal(managerOf(text)['access_log'], undefined);
  });

  it('end each line of a text format, and filter beside the filter that is there', () => {
    const loggers = (knob: KnobValue) => managerOf(filesOf(knob)[0] ?? '')['access_log'] as Logger[];
    const [formatted] = loggers({ knob: 'accesslog.format', text: '%DURATION%' });
    assert.deepEqual(formatted?.typed_config.log_format, {
      text_format_source: { inline_string: '%DURATION%\n' },
    });
    const [filtered] = loggers({ knob: 'accesslog.filter', minStatus: 500 });
    const filters = filtered?.filter.and_filter.filters ?? [];
    assert.deepEqual(
      filters.map((filter) => Object.keys(filter)[0]),
      ['runtime_filter', 'status_code_filter']
    );
  });

  it('turn a filter off and on, but not the router', () => {
    const filters = (on: boolean) =>
      managerOf(filesOf({ knob: 'filter.enabled', name: 'fault', on })[0] ?? '')['http_filters'];
    assert.deepEqual(
      (filters(false) as { name: string }[]).map(({ name }) => name),
      ['router']
    );
    assert.deepEqual((filters(true) as object[])[0], { name: 'fault' });
    const problem = (knob: KnobValue, text = LISTENERS) => {
      const made = variantFiles(
        { name: 'v', knobs: [knob] },
        { isOurRoot: true, listeners: kept('/l.yaml', text) },
        config
      );
      return made.ok ? 'made' : made.detail;
    };
    assert.match(problem({ knob: 'filter.enabled', name: 'router', on: false }), /without which no request/);
    assert.match(problem({ knob: 'filter.enabled', name: 'lua', on: true }), /called lua/);
    assert.match(
      problem({ knob: 'accesslog.enabled', on: true }, LISTENERS.replace('access_log:', 'x:')),
      /nothing to turn on/
    );
    assert.match(problem({ knob: 'concurrency', workers: 2 }), /not turned by the driver/);
  });

  for (const [what, text] of [
    ['no YAML', 'a: [1'],
    ['a list', '- 1'],
    ['nothing of Envoy', 'root:x:0:0'],
    ['no listeners', 'resources: 7'],
    ['itself', 'resources: &a [ { resource: *a } ]'],
    ['too many aliases', `a: &a 1\nb: [${'*a, '.repeat(6000)}]`],
  ] as const) {
    it(`that hold ${what} are refused`, () => {
      const listeners = kept('/l.yaml', text);
      const made = variantFiles(
        { name: 'v', knobs: [{ knob: 'tracing.enabled', on: false }] },
        { isOurRoot: true, listeners },
        config
      );
      assert.equal(made.ok, false);
    });
  }
});
