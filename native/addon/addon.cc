// SPDX-License-Identifier: Apache-2.0
// What the addon exports: openSession, probe and protectMemory. Options arrive validated
// (native/session-options.ts).
#include <napi.h>

#include "bpf/capabilities.h"
#include "bpf/memory_protection.h"
#include "js_error.h"
#include "session/session.h"
#include "session_object.h"
#include "to_js.h"

namespace meshprof {

namespace {

struct AddonData {
  Napi::FunctionReference session_class;
};

SessionOptions options_from(const Napi::Object& object) {
  SessionOptions session;
  BpfOptions& options = session.bpf;
  const auto pids = object.Get("pids").As<Napi::Array>();
  for (uint32_t i = 0; i < pids.Length(); i++) {
    options.tgids.push_back(pids.Get(i).As<Napi::Number>().Uint32Value());
  }
  options.follow_children = object.Get("followChildren").As<Napi::Boolean>();
  options.on_cpu = object.Get("onCpu").As<Napi::Boolean>();
  options.off_cpu = object.Get("offCpu").As<Napi::Boolean>();
  options.page_faults = object.Get("pageFaults").As<Napi::Boolean>();
  options.wakers = object.Get("wakers").As<Napi::Boolean>();
  options.stall_ns =
      static_cast<uint64_t>(object.Get("stallThresholdMs").As<Napi::Number>().Int64Value()) *
      1'000'000;
  options.frequency_hz = object.Get("frequencyHz").As<Napi::Number>().Uint32Value();
  options.captures_per_s = object.Get("stacksPerSecond").As<Napi::Number>().Uint32Value();
  options.min_wait_ns =
      static_cast<uint64_t>(object.Get("minWaitUs").As<Napi::Number>().Int64Value()) * 1'000;
  options.ring_bytes = object.Get("ringBytes").As<Napi::Number>().Uint32Value();
  session.reader.program = object.Get("readerPath").As<Napi::String>().Utf8Value();
  session.reader.cache_folder = object.Get("symbolCacheDir").As<Napi::String>().Utf8Value();
  session.reader.pack_folder = object.Get("symbolPackDir").As<Napi::String>().Utf8Value();
  session.name_wait_ms = object.Get("nameWaitMs").As<Napi::Number>().Uint32Value();
  return session;
}

Napi::Value open_session(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Failure failure;
  std::unique_ptr<Session> session =
      Session::open(options_from(info[0].As<Napi::Object>()), failure);
  if (failure)
    throw js_error(env, *failure);
  const auto external = Napi::External<Session>::New(env, session.get());
  const Napi::Object object = env.GetInstanceData<AddonData>()->session_class.New({external});
  session.release();  // the object has it
  return object;
}

Napi::Value probe(const Napi::CallbackInfo& info) {
  return to_js(info.Env(), probe_capabilities());
}

void protect_memory(const Napi::CallbackInfo&) {
  forbid_core_files();
}

}  // namespace

}  // namespace meshprof

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  using namespace meshprof;
  auto* data = new AddonData{Napi::Persistent(SessionObject::define(env))};
  env.SetInstanceData(data);  // deleted with the environment
  exports.Set("openSession", Napi::Function::New<open_session>(env, "openSession"));
  exports.Set("probe", Napi::Function::New<probe>(env, "probe"));
  exports.Set("protectMemory", Napi::Function::New<protect_memory>(env, "protectMemory"));
  hide_memory();
  return exports;
}

NODE_API_MODULE(meshprof, initialise)
