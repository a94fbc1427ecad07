import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COST_CATEGORIES, MESH_SETTINGS } from '@meshprof/contracts';
import type { ClassifiableFrame } from './classify-frame.ts';
import { CostClassifier } from './cost-classifier.ts';
import { categoryOfFolded } from './cost-test-support.ts';

const LOOP = [
  'start_thread',
  'Envoy::Event::DispatcherImpl::run(Envoy::Event::Dispatcher::RunType)',
  'event_base_loop',
];
const HCM = [
  ...LOOP,
  'Envoy::Http::Http1::ServerConnectionImpl::dispatch(Envoy::Buffer::Instance&)',
  'Envoy::Http::ConnectionManagerImpl::ActiveStream::decodeHeaders(std::shared_ptr<Envoy::Tracing::Span>)',
];
const ROUTER = [...HCM, 'Envoy::Router::Filter::decodeHeaders(Envoy::Http::RequestHeaderMap&, bool)'];
const LUA = [
  ...HCM,
  'Envoy::Extensions::HttpFilters::Lua::Filter::decodeHeaders(Envoy::Http::RequestHeaderMap&, bool)',
];
const EMIT = [
  ...HCM,
  'Envoy::Extensions::AccessLoggers::Common::ImplBase::{virtual#2}',
  'Envoy::Extensions::AccessLoggers::File::FileAccessLog::{virtual#3}',
];

/** Stacks root first, with the answer that a person would give. */
const STACKS: readonly (readonly [what: string, stack: readonly string[], category: string])[] = [
  [
    'an allocation of the tracer is tracing',
    [
      ...ROUTER,
      'Envoy::Extensions::Tracers::Zipkin::Tracer::startSpan(Envoy::Tracing::Config const&)',
      'operator new(unsigned long)',
    ],
    'tracing.span',
  ],
  [
    'sending spans is export, with the HTTP client and the kernel under it',
    [
      ...ROUTER,
      'Envoy::Extensions::Tracers::Zipkin::Span::finishSpan()',
      'Envoy::Extensions::Tracers::Zipkin::ReporterImpl::flushSpans()',
      'Envoy::Http::AsyncClientImpl::send()',
      'Envoy::Router::Filter::decodeHeaders()',
      'tcp_sendmsg_[k]',
    ],
    'tracing.export',
  ],
  [
    'a span that is turned into JSON is export',
    [
      ...LOOP,
      'Envoy::Extensions::Tracers::Zipkin::ReporterImpl::ReporterImpl()::{lambda}',
      'Envoy::Extensions::Tracers::Zipkin::SpanBuffer::serialize() const',
      'Envoy::Extensions::Tracers::Zipkin::Span::toStruct() const',
    ],
    'tracing.export',
  ],
  [
    'a stripped tracer is known by its source file',
    [...ROUTER, 'envoy+0x1a2b30 in source/extensions/tracers/zipkin/zipkin_tracer_impl.cc', 'envoy+0x99'],
    'tracing.span',
  ],
  [
    'istio-proxy has Envoy below another folder',
    [...ROUTER, 'envoy+0x1 in external/envoy/source/extensions/tracers/zipkin/span_buffer.cc'],
    'tracing.export',
  ],
  ['a span as parameter is not tracing', HCM, 'http.manager'],
  [
    'the span of a request that is not traced is not tracing',
    [...HCM, 'Envoy::Tracing::NullSpan::setTag(std::string_view, std::string_view)'],
    'http.manager',
  ],
  [
    'a request id is not tracing',
    [...HCM, 'Envoy::Extensions::RequestId::UUIDRequestIDExtension::set(Envoy::Http::RequestHeaderMap&, bool)'],
    'http.manager',
  ],
  [
    'formatting below an access logger',
    [...EMIT, 'Envoy::Formatter::FormatterImpl::{virtual#2}', 'Envoy::Formatter::SystemTimeFormatter::{virtual#0}'],
    'accesslog.format',
  ],
  [
    'JSON lines',
    [...EMIT, 'Envoy::Formatter::JsonFormatterImpl::{virtual#2}', 'envoy+0x77 in source/common/json/json_utility.cc'],
    'accesslog.format',
  ],
  [
    'formatting of a header is not the access log',
    [...ROUTER, 'Envoy::Router::HeaderParser::evaluateHeaders()', 'Envoy::Formatter::FormatterImpl::format()'],
    'http.headers',
  ],
  ['writing the log', [...EMIT, 'Envoy::AccessLog::AccessLogFileImpl::{virtual#0}', 'memcpy'], 'accesslog.write'],
  [
    'the thread that flushes the log',
    [
      'start_thread',
      'Envoy::AccessLog::AccessLogFileImpl::createFlushStructures()::{lambda}',
      'Envoy::Filesystem::FileImplPosix::{virtual#3}',
      '__libc_write',
      'ksys_write_[k]',
      'vfs_write_[k]',
      'pipe_write_[k]',
    ],
    'accesslog.write',
  ],
  [
    'a filter of the log',
    [
      ...HCM,
      'Envoy::Extensions::AccessLoggers::Common::ImplBase::log()',
      'Envoy::AccessLog::RuntimeFilter::evaluate()',
    ],
    'accesslog.other',
  ],
  ['counting', [...ROUTER, 'Envoy::Stats::CounterImpl::inc()'], 'stats.update'],
  [
    'a scrape',
    [
      ...LOOP,
      'Envoy::Server::AdminFilter::onComplete()',
      'Envoy::Server::StatsRequest::nextChunk()',
      'Envoy::Stats::CounterImpl::name()',
    ],
    'stats.scrape',
  ],
  [
    'the innermost filter has the sample',
    [
      ...LUA,
      'Envoy::Http::FilterManager::decodeHeaders()',
      'Envoy::Extensions::HttpFilters::JwtAuthn::Filter::decodeHeaders()',
      'EVP_DigestVerify',
    ],
    'filter.authz',
  ],
  ['the interpreter is Lua', [...LUA, 'lua_pcall', 'lj_vm_call', 'envoy+0x12'], 'filter.lua'],
  ['a feature inside a filter is the feature', [...LUA, 'Envoy::Stats::CounterImpl::inc()'], 'stats.update'],
  [
    'the router inside a filter is the filter: it continued the chain',
    [...LUA, 'Envoy::Router::Filter::decodeHeaders()'],
    'filter.lua',
  ],
  [
    'the connection manager is a network filter, but no feature',
    [...LOOP, 'Envoy::Extensions::NetworkFilters::HttpConnectionManager::HttpConnectionManagerConfig::createCodec()'],
    'event-loop',
  ],
  [
    'a filter without a category of its own',
    [...HCM, 'Envoy::Extensions::HttpFilters::Cors::CorsFilter::decodeHeaders()'],
    'filter.other',
  ],
  [
    'TLS by C functions',
    [...LOOP, 'Envoy::Extensions::TransportSockets::Tls::SslSocket::doRead()', 'SSL_read', 'aes_gcm_dec'],
    'tls',
  ],
  ['TLS by source file', [...LOOP, 'envoy+0x5 in external/boringssl+/ssl/ssl_lib.cc'], 'tls'],
  ['an innermost carrier', [...ROUTER, 'tcmalloc::tcmalloc_internal::ThreadCache::Allocate()'], 'allocation'],
  [
    'a pool is upstream, not the connection manager',
    [...ROUTER, 'Envoy::Http::HttpConnPoolImplBase::newPendingStream()'],
    'upstream',
  ],
  [
    'sending',
    [...ROUTER, 'writev', 'do_writev_[k]', 'sock_write_iter_[k]', 'tcp_sendmsg_[k]', '_raw_spin_lock_bh_[k]'],
    'kernel.network',
  ],
  [
    'the packet filter of a sidecar',
    [...ROUTER, 'tcp_sendmsg_[k]', 'ip_queue_xmit_[k]', 'nf_hook_slow_[k]', 'ipt_do_table_[k]'],
    'kernel.netfilter',
  ],
  [
    'idle',
    [...LOOP, 'epoll_wait', 'do_epoll_wait_[k]', 'ep_poll_[k]', 'schedule_hrtimeout_range_[k]', 'schedule_[k]'],
    'kernel.poll',
  ],
  [
    'kernel code without a category does not become its caller',
    [...ROUTER, 'entry_SYSCALL_64_after_hwframe_[k]', 'do_syscall_64_[k]'],
    'kernel.other',
  ],
  ['any other program', ['_start', 'main', 'work'], 'other'],
  ['nothing proven', ['envoy+0x1', 'envoy+0x2'], 'unresolved'],
  ['no stack', ['[unsampled]'], 'unsampled'],
  ['too short for a stack', ['[unsampled: shorter than the minimum wait]'], 'unsampled'],
  ['nothing but the cause of truncation', ['[truncated: depth]'], 'unresolved'],
];

for (const [what, stack, category] of STACKS) {
  test(what, () => assert.equal(categoryOfFolded(stack), category));
}

test('a frame that gets its name later is looked at again', () => {
  const classifier = new CostClassifier();
  const unnamed: ClassifiableFrame = { name: 'envoy+0x1', file: '', kind: 'native', source: 'none' };
  const named: ClassifiableFrame = { ...unnamed, name: 'Envoy::Stats::CounterImpl::{virtual#3}', source: 'vtable' };
  assert.deepEqual(classifier.categoriesOf([unnamed], [[0]]), ['unresolved']);
  assert.deepEqual(classifier.categoriesOf([named], [[0]]), ['stats.update']);
});

test('a native function that calls itself a kernel one is none', () => {
  const frame: ClassifiableFrame = { name: 'tcp_sendmsg_[k]', file: '', kind: 'native', source: 'symtab' };
  assert.deepEqual(new CostClassifier().categoriesOf([frame], [[0]]), ['other']);
});

test('ids are label values, unique, and lead to settings that exist', () => {
  const ids = COST_CATEGORIES.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[a-z0-9_.-]+$/);
  const settings = new Set<string>(MESH_SETTINGS.map(({ id }) => id));
  assert.equal(settings.size, MESH_SETTINGS.length);
  for (const { settings: led } of COST_CATEGORIES) for (const id of led) assert.ok(settings.has(id), id);
  const used = new Set<string>(COST_CATEGORIES.flatMap((category) => [...category.settings]));
  assert.deepEqual(
    MESH_SETTINGS.filter(({ id }) => !used.has(id)).map(({ id }) => id),
    []
  );
});
