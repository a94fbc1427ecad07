// SPDX-License-Identifier: Apache-2.0
// The JavaScript object of a session: drain, totals, stop, close. Used from the thread that made
// it.
#pragma once

#include <napi.h>

#include <memory>

#include "session/session.h"

namespace meshprof {

class SessionObject : public Napi::ObjectWrap<SessionObject> {
 public:
  static Napi::Function define(Napi::Env env);

  // Takes an External<Session>, which only openSession can make.
  explicit SessionObject(const Napi::CallbackInfo& info);

 private:
  Napi::Value drain(const Napi::CallbackInfo& info);
  Napi::Value totals(const Napi::CallbackInfo& info);
  void stop(const Napi::CallbackInfo& info);
  void close(const Napi::CallbackInfo& info);

  // Throws ECLOSED after close().
  Session& session(Napi::Env env);

  // Its destructor frees kernel objects only, so garbage collection of a forgotten session is safe.
  std::unique_ptr<Session> session_;
};

}  // namespace meshprof
