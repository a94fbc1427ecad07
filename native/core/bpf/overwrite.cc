// SPDX-License-Identifier: Apache-2.0
#include "overwrite.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
#include <vector>

#include "bpf_object.h"

namespace meshprof {

namespace {

// At once: so that what sessions record meanwhile has room.
constexpr size_t kPartsOfRing = 8;

size_t value_bytes(const bpf_map* map) {
  const size_t bytes = (bpf_map__value_size(map) + size_t{7}) / 8 * 8;
  const bool is_per_cpu = bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY;
  return is_per_cpu ? bytes * static_cast<size_t>(libbpf_num_possible_cpus()) : bytes;
}

}  // namespace

void overwrite_scratch(const meshprof_bpf& skeleton) {
  const auto& maps = skeleton.maps;
  for (const bpf_map* map : {maps.switch_scratch, maps.resume_scratch, maps.fault_scratch,
                             maps.tick_scratch, maps.iterator_scratch}) {
    const std::vector<char> zeros(value_bytes(map));
    const uint32_t key = 0;
    bpf_map_update_elem(bpf_map__fd(map), &key, zeros.data(), BPF_ANY);
  }
}

void BpfObject::overwrite_read(const std::function<void()>& consume) const {
  const ring* const records = ring_buffer__ring(ring_, 0);
  const size_t size = ring__size(records);
  mp_overwrite order{};
  order.chunks = static_cast<uint32_t>(
      std::clamp<size_t>(size / kPartsOfRing / MP_OVERWRITE_CHUNK_BYTES, 1, MP_OVERWRITE_CHUNKS));
  const size_t part_bytes = size_t{order.chunks} * MP_OVERWRITE_CHUNK_BYTES;
  const unsigned long goal = ring__producer_pos(records) + size;
  // A ring that others fill as fast is overwritten by their records.
  for (size_t i = 0; i <= 2 * size / part_bytes && ring__producer_pos(records) < goal; i++) {
    LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = &order, .ctx_size_in = sizeof order);
    if (bpf_prog_test_run_opts(bpf_program__fd(program(&BpfPrograms::overwrite_records)),
                               &options) != 0)
      return;
    consume();
  }
}

}  // namespace meshprof
