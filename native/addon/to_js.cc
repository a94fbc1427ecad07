// SPDX-License-Identifier: Apache-2.0
#include "to_js.h"

#include <cstring>
#include <map>
#include <string>

namespace meshprof {

namespace {

// Copies, because V8 may forbid external buffers (pointer compression), and rows are small beside
// what made them.
template <typename Array, typename Element>
Array packed(Napi::Env env, const std::vector<Element>& values) {
  Array array = Array::New(env, values.size());
  static_assert(sizeof(*array.Data()) == sizeof(Element));
  if (!values.empty())
    memcpy(array.Data(), values.data(), values.size() * sizeof(Element));
  return array;
}

Napi::Uint32Array u32(Napi::Env env, const std::vector<uint32_t>& values) {
  return packed<Napi::Uint32Array>(env, values);
}

Napi::Uint8Array u8(Napi::Env env, const std::vector<uint8_t>& values) {
  return packed<Napi::Uint8Array>(env, values);
}

Napi::BigUint64Array u64(Napi::Env env, const std::vector<uint64_t>& values) {
  return packed<Napi::BigUint64Array>(env, values);
}

Napi::Array strings(Napi::Env env, const std::vector<std::string>& values) {
  Napi::Array array = Napi::Array::New(env, values.size());
  for (size_t i = 0; i < values.size(); i++) {
    array.Set(static_cast<uint32_t>(i), Napi::String::New(env, values[i]));
  }
  return array;
}

Napi::BigInt big(Napi::Env env, uint64_t value) {
  return Napi::BigInt::New(env, value);
}

Napi::Object by_cause(Napi::Env env, const std::map<std::string, uint64_t>& counts) {
  Napi::Object object = Napi::Object::New(env);
  for (const auto& [cause, count] : counts)
    object.Set(cause, big(env, count));
  return object;
}

void set_tables(Napi::Env env, Napi::Object object, const TableRows& rows) {
  object.Set("strings", strings(env, rows.strings));
  object.Set("mappingPath", u32(env, rows.mapping_path));
  object.Set("mappingBuildId", u32(env, rows.mapping_build_id));
  object.Set("mappingStart", u64(env, rows.mapping_start));
  object.Set("mappingLimit", u64(env, rows.mapping_limit));
  object.Set("mappingFileOffset", u64(env, rows.mapping_file_offset));
  object.Set("frameName", u32(env, rows.frame_name));
  object.Set("frameFile", u32(env, rows.frame_file));
  object.Set("frameSource", u8(env, rows.frame_source));
  object.Set("frameKind", u8(env, rows.frame_kind));
  object.Set("frameMapping", packed<Napi::Int32Array>(env, rows.frame_mapping));
  object.Set("frameAddress", u64(env, rows.frame_address));
  object.Set("stackOffset", u32(env, rows.stack_offset));
  object.Set("stackFrame", u32(env, rows.stack_frame));
  object.Set("stackComplete", u8(env, rows.stack_complete));
  object.Set("renamedFrame", u32(env, rows.renamed_frame));
  object.Set("renamedName", u32(env, rows.renamed_name));
  object.Set("renamedFile", u32(env, rows.renamed_file));
  object.Set("renamedSource", u8(env, rows.renamed_source));
}

void set_samples(Napi::Env env, Napi::Object object, const SampleRows& rows) {
  object.Set("sampleKind", u8(env, rows.kind));
  object.Set("sampleTgid", u32(env, rows.tgid));
  object.Set("sampleTid", u32(env, rows.tid));
  object.Set("sampleStack", u32(env, rows.stack));
  object.Set("sampleWaitClass", u8(env, rows.wait_class));
  object.Set("sampleCount", u64(env, rows.count));
  object.Set("sampleTimeNs", u64(env, rows.time_ns));
  object.Set("sampleEstimatedNs", u64(env, rows.estimated_ns));
  object.Set("sampleVarianceNs2", packed<Napi::Float64Array>(env, rows.variance_ns2));
}

Napi::Object to_js(Napi::Env env, const ThreadTotals& thread) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("tgid", Napi::Number::New(env, thread.tgid));
  object.Set("tid", Napi::Number::New(env, thread.tid));
  object.Set("name", Napi::String::New(env, thread.name));
  object.Set("onCpuNs", big(env, thread.on_cpu_ns));
  object.Set("runnableNs", big(env, thread.runnable_ns));
  object.Set("blockedNs", big(env, thread.blocked_ns));
  object.Set("voluntarySwitches", big(env, thread.voluntary_switches));
  object.Set("involuntarySwitches", big(env, thread.involuntary_switches));
  return object;
}

Napi::Object to_js(Napi::Env env, const WaitClassTotals& totals) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("waitClass", Napi::Number::New(env, totals.wait_class));
  object.Set("switches", big(env, totals.switches));
  object.Set("timeNs", big(env, totals.time_ns));
  return object;
}

Napi::Object to_js(Napi::Env env, const WakerTotals& totals) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("tgid", Napi::Number::New(env, totals.tgid));
  object.Set("tid", Napi::Number::New(env, totals.tid));
  object.Set("waitClass", Napi::Number::New(env, totals.wait_class));
  object.Set("kind", Napi::Number::New(env, totals.kind));
  object.Set("wakerTgid", Napi::Number::New(env, totals.waker_tgid));
  object.Set("wakerTid", Napi::Number::New(env, totals.waker_tid));
  object.Set("wakerProcess", Napi::String::New(env, totals.waker_process));
  object.Set("wakerThread", Napi::String::New(env, totals.waker_thread));
  object.Set("waits", big(env, totals.waits));
  object.Set("timeNs", big(env, totals.time_ns));
  return object;
}

Napi::Object to_js(Napi::Env env, const FaultTotals& totals) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("tgid", Napi::Number::New(env, totals.tgid));
  object.Set("tid", Napi::Number::New(env, totals.tid));
  object.Set("name", Napi::String::New(env, totals.name));
  object.Set("minor", big(env, totals.minor));
  object.Set("major", big(env, totals.major));
  return object;
}

Napi::Object to_js(Napi::Env env, const StallTotals& totals) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("tgid", Napi::Number::New(env, totals.tgid));
  object.Set("tid", Napi::Number::New(env, totals.tid));
  object.Set("name", Napi::String::New(env, totals.name));
  object.Set("stalls", big(env, totals.stalls));
  object.Set("longestNs", big(env, totals.longest_ns));
  object.Set("onCpuNs", big(env, totals.on_cpu_ns));
  object.Set("runnableNs", big(env, totals.runnable_ns));
  object.Set("blockedNs", big(env, totals.blocked_ns));
  object.Set("neverIdleNs", big(env, totals.never_idle_ns));
  return object;
}

Napi::Object to_js(Napi::Env env, const Estimated& estimated) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("switches", big(env, estimated.sums.switches));
  object.Set("timeNs", big(env, estimated.sums.time_ns));
  object.Set("samples", big(env, estimated.samples));
  object.Set("effectiveSwitchSamples", Napi::Number::New(env, estimated.effective_switches()));
  object.Set("effectiveTimeSamples", Napi::Number::New(env, estimated.effective_time()));
  return object;
}

Napi::Object to_js(Napi::Env env, const Capability& capability) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("id", Napi::String::New(env, capability.id));
  object.Set("met", Napi::Boolean::New(env, capability.met));
  object.Set("detail", Napi::String::New(env, capability.detail));
  object.Set("denied", Napi::Boolean::New(env, capability.is_denied));
  return object;
}

template <typename Row> Napi::Array array_of(Napi::Env env, const std::vector<Row>& rows) {
  Napi::Array array = Napi::Array::New(env, rows.size());
  for (size_t i = 0; i < rows.size(); i++) {
    array.Set(static_cast<uint32_t>(i), to_js(env, rows[i]));
  }
  return array;
}

}  // namespace

Napi::Object to_js(Napi::Env env, const Batch& batch) {
  Napi::Object object = Napi::Object::New(env);
  set_tables(env, object, batch.tables);
  set_samples(env, object, batch.samples);
  object.Set("exitedTgids", u32(env, batch.exited_tgids));
  object.Set("pendingNames", Napi::Number::New(env, static_cast<double>(batch.pending_names)));
  return object;
}

Napi::Object to_js(Napi::Env env, const SessionTotals& totals) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("durationNs", big(env, totals.duration_ns));
  object.Set("threads", array_of(env, totals.threads));
  object.Set("waitClasses", array_of(env, totals.wait_classes));
  object.Set("onCpuExpected", big(env, totals.on_cpu_expected));
  object.Set("onCpuKept", big(env, totals.on_cpu_kept));
  object.Set("onCpuLost", by_cause(env, totals.on_cpu_lost));
  object.Set("offCpuLost", by_cause(env, totals.off_cpu_lost));
  object.Set("wakers", array_of(env, totals.wakers));
  object.Set("wakersLost", by_cause(env, totals.wakers_lost));
  object.Set("pageFaults", array_of(env, totals.page_faults));
  object.Set("pageFaultsLost", by_cause(env, totals.page_faults_lost));
  object.Set("stalls", array_of(env, totals.stalls));
  object.Set("stallsLost", by_cause(env, totals.stalls_lost));
  object.Set("offCpuEstimated", to_js(env, totals.off_cpu_estimated));
  object.Set("offCpuKeyChecks", big(env, totals.off_cpu_key_checks));
  object.Set("offCpuKeyMismatches", big(env, totals.off_cpu_key_mismatches));
  object.Set("namesLost", by_cause(env, totals.names_lost));
  object.Set("problems", strings(env, totals.problems));
  object.Set("bpfMemoryBytes",
             Napi::Number::New(env, static_cast<double>(totals.bpf_memory_bytes)));
  return object;
}

Napi::Array to_js(Napi::Env env, const std::vector<Capability>& capabilities) {
  return array_of(env, capabilities);
}

}  // namespace meshprof
