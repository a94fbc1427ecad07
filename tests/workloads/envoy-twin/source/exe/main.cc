// SPDX-License-Identifier: Apache-2.0
// A stand-in for an Envoy worker: code of the same shape, under the same namespaces and file names
// (and nothing of Envoy's own text). How much each part does follows the shares in stacks of the
// real one (tests/golden/cost-categories). A twin of it is stripped, and what a profiler makes of
// that one is compared with the names of this one, and with the CPU time that the program knows of.
//   envoy-twin [--seconds 5] [--gate]
#include <functional>

extern "C" {
#include "workload.h"
}

#include "source/common/network/connection_impl.h"
#include "truth/sections.h"

namespace Envoy {

static Http::ConnectionManagerConfig createConfig(Event::Dispatcher& dispatcher,
                                                  AccessLog::AccessLogFile& file) {
  Http::ConnectionManagerConfig config;
  config.scope = Stats::createScope();
  config.duration = Stats::createHistogram();
  config.tracer = Extensions::Tracers::Zipkin::createTracer(dispatcher);
  config.access_log = Extensions::AccessLoggers::File::createFileAccessLog(file);
  config.filters.push_back(Extensions::HttpFilters::RBACFilter::createRbac());
  config.filters.push_back(Extensions::HttpFilters::Lua::createLua());
  config.filters.push_back(Router::createRouter(*config.scope));
  return config;
}

// One read event each time round the loop, until the time is over.
static void serve(uint64_t until_ns) {
  const auto dispatcher = Event::createDispatcher();
  const auto file = AccessLog::createAccessLogFile(*dispatcher);
  Http::ConnectionManagerConfig config = createConfig(*dispatcher, *file);
  const auto connection = Network::createConnection(config);
  uint64_t request = 0;
  std::function<void()> read = [&] {
    connection->onReadReady(++request);
    if (now_ns() < until_ns)
      dispatcher->post(read);
    else
      dispatcher->exit();
  };
  dispatcher->post(read);
  dispatcher->run();
}

}  // namespace Envoy

int main(int argc, char** argv) {
  const long seconds = option(argc, argv, "--seconds", 5, 1);
  wait_at_start_gate(argc, argv);
  struct thread_account account;
  thread_account_begin(&account);
  Envoy::serve(now_ns() + static_cast<uint64_t>(seconds) * 1'000'000'000);
  truth::settle();
  thread_account_end(&account);
  print_truth_start("envoy-twin", account.elapsed_ns);
  print_threads(&account, 1);
  printf(",\"sections\":{");
  for (int i = 0; i < truth::kSections; i++) {
    const auto section = static_cast<truth::Section>(i);
    printf("%s\"%s\":%llu", i == 0 ? "" : ",", truth::name(section),
           static_cast<unsigned long long>(truth::cpu_ns(section)));
  }
  printf("}}\n");
  wait_at_end_gate(argc, argv);
}
