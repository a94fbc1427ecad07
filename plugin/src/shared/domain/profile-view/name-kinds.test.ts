import { NAME_SOURCES } from '@meshprof/contracts';
import { nameKindOf, SOURCES_OF_KIND } from './name-kinds';

describe('nameKindOf', () => {
  it.each([
    ['Envoy::Server::InstanceBase::{virtual#2}', 'vtable'],
    ['Envoy::Http::RequestHeaderMapImpl::{virtual#1 at +80}', 'vtable'],
    ['Envoy::Event::DispatcherImpl::createSchedulableCallback(std::__1::function<void ()>)::{lambda}', 'std-function'],
    ['main::{lambda()#1}::operator()() const', 'symbol'],
    ['envoy+0x4de7dd0 in source/server/worker_impl.cc', 'source-file'],
    ['envoy+0x1a2b30 in unit source/x.cc', 'source-unit'],
    ['libc.so.6+0x1098eb', 'none'],
    ['do_syscall_64_[k]', 'kernel'],
    ['[truncated: depth]', 'marker'],
    ['[unsampled]', 'marker'],
    ['operator+0xzz', 'symbol'],
    ['runtime.goexit', 'symbol'],
  ])('%s: %s', (name, kind) => expect(nameKindOf(name)).toBe(kind));

  it('has a place for every source of names', () => {
    expect(Object.values(SOURCES_OF_KIND).flat().sort()).toEqual([...NAME_SOURCES].sort());
  });
});
