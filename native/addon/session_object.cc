// SPDX-License-Identifier: Apache-2.0
#include "session_object.h"

#include "js_error.h"
#include "to_js.h"

namespace meshprof {

Napi::Function SessionObject::define(Napi::Env env) {
  return DefineClass(env, "Session",
                     {InstanceMethod<&SessionObject::drain>("drain"),
                      InstanceMethod<&SessionObject::totals>("totals"),
                      InstanceMethod<&SessionObject::stop>("stop"),
                      InstanceMethod<&SessionObject::close>("close")});
}

SessionObject::SessionObject(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<SessionObject>(info) {
  if (info.Length() != 1 || !info[0].IsExternal()) {
    throw Napi::TypeError::New(info.Env(), "a session is opened by openSession()");
  }
  session_.reset(info[0].As<Napi::External<Session>>().Data());
}

Session& SessionObject::session(Napi::Env env) {
  if (session_ == nullptr) {
    throw js_error(env, {ErrorCode::kClosed, "the session has been closed"});
  }
  return *session_;
}

Napi::Value SessionObject::drain(const Napi::CallbackInfo& info) {
  Batch batch;
  if (const Failure failure = session(info.Env()).drain(batch)) {
    throw js_error(info.Env(), *failure);
  }
  return to_js(info.Env(), batch);
}

Napi::Value SessionObject::totals(const Napi::CallbackInfo& info) {
  SessionTotals totals;
  if (const Failure failure = session(info.Env()).totals(totals)) {
    throw js_error(info.Env(), *failure);
  }
  return to_js(info.Env(), totals);
}

void SessionObject::stop(const Napi::CallbackInfo& info) {
  if (const Failure failure = session(info.Env()).stop())
    throw js_error(info.Env(), *failure);
}

void SessionObject::close(const Napi::CallbackInfo&) {
  session_.reset();
}

}  // namespace meshprof
