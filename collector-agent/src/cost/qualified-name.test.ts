import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qualifiedName } from './qualified-name.ts';

/** What demanglers give, and whose function it is. */
const NAMES: readonly (readonly [symbol: string, name: string])[] = [
  ['main', 'main'],
  ['SSL_write@plt', 'SSL_write'],
  ['memcpy@@GLIBC_2.14', 'memcpy'],
  ['Envoy::Stats::CounterImpl::inc()', 'Envoy::Stats::CounterImpl::inc'],
  // A span as parameter, or as template argument, makes nothing a tracing function.
  [
    'Envoy::Http::ConnectionManagerImpl::f(Envoy::Tracing::Span&, std::function<void (int)>) const',
    'Envoy::Http::ConnectionManagerImpl::f',
  ],
  [
    'void Envoy::Http::HeaderMapImpl::insert<Envoy::Tracing::Span, (char)62>(Envoy::Tracing::Span&&)',
    'Envoy::Http::HeaderMapImpl::insert',
  ],
  [
    'std::unique_ptr<Envoy::Tracing::Span, std::default_delete<Envoy::Tracing::Span> >::~unique_ptr()',
    'std::unique_ptr::~unique_ptr',
  ],
  ['Envoy::Network::(anonymous namespace)::helper(int)', 'Envoy::Network::(anonymous namespace)::helper'],
  [
    'Envoy::f(int)::{lambda(Envoy::Tracing::Span&)#1}::operator()(Envoy::Tracing::Span&) const',
    'Envoy::f::{lambda(Envoy::Tracing::Span&)#1}::operator()',
  ],
  ['Envoy::f(int) const::$_0::operator()() const', 'Envoy::f::$_0::operator()'],
  ["Envoy::f()::'lambda'(int)::operator()(int) const", "Envoy::f::'lambda'::operator()"],
  ['bool operator< <int>(A const&, A const&)', 'operator< <int>'],
  ['Envoy::A::operator<(Envoy::B const&) const', 'Envoy::A::operator<'],
  ['Envoy::A::operator()(int)', 'Envoy::A::operator()'],
  ['operator new(unsigned long)', 'operator new'],
  ['operator delete[](void*)', 'operator delete[]'],
  ['Envoy::A::operator bool() const', 'Envoy::A::operator bool'],
  ['non-virtual thunk to Envoy::A::b(int)', 'Envoy::A::b'],
  ['std::string Envoy::A::b[abi:cxx11](int)', 'Envoy::A::b'],
  ['decltype(auto) Envoy::A::b<int>(int)', 'Envoy::A::b'],
  ['auto Envoy::A::b<(lambda at x.cc:1:2)>(int) -> int', 'Envoy::A::b'],
  ['Envoy::Tracing::Span::{virtual#12}', 'Envoy::Tracing::Span::{virtual#12}'],
  ['Envoy::A::b()::{lambda}', 'Envoy::A::b::{lambda}'],
  ['<rustls::conn::ConnectionCommon<T> as std::io::Read>::read', 'rustls::conn::ConnectionCommon::read'],
  ['net/http.(*conn).serve', 'net/http.'],
  ['runtime.mallocgc', 'runtime.mallocgc'],
  // Wrappers of std::function belong to what they call.
  [
    'std::__1::__function::__func<Envoy::Event::TimerImpl::f(Envoy::X const&)::$_0, std::__1::allocator<Envoy::Event::TimerImpl::f(Envoy::X const&)::$_0>, void ()>::operator()()',
    'Envoy::Event::TimerImpl::f::$_0',
  ],
  [
    'std::_Function_handler<void (unsigned int), Envoy::Event::FileEventImpl::g(A, B)::{lambda(int)#1}>::_M_invoke(std::_Any_data const&, unsigned int&&)',
    'Envoy::Event::FileEventImpl::g::{lambda(int)#1}',
  ],
  [
    'std::_Function_handler<void (), void (*)()>::_M_invoke(std::_Any_data const&)',
    'std::_Function_handler::_M_invoke',
  ],
];

for (const [symbol, name] of NAMES) {
  test(symbol.slice(0, 100), () => assert.equal(qualifiedName(symbol), name));
}

test('takes any text, unbalanced and deep', () => {
  for (const character of ['<', '(', '{', '[', ')', '>', ' ', ':', '&', '@', "'"]) {
    for (const prefix of ['', 'a', 'std::_Function_handler<', 'operator', 'a::operator ', 'decltype(']) {
      assert.equal(typeof qualifiedName(prefix + character.repeat(4000)), 'string');
      assert.equal(typeof qualifiedName(prefix + `${character}a`.repeat(2000)), 'string');
    }
  }
});
