// SPDX-License-Identifier: Apache-2.0
#include "mapping_events.h"

#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "cpu_events.h"
#include "monotonic_clock.h"

namespace meshprof {
namespace {

// A busy node starts 200 programs a second, of six mappings each: some 150 KB, over all its CPUs.
constexpr size_t kRingBytes = 64 << 10;

perf_event_attr attributes_of(bool with_build_ids) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_DUMMY;
  attributes.sample_type = PERF_SAMPLE_TIME;
  attributes.sample_id_all = 1;
  attributes.exclude_kernel = 1;
  attributes.mmap = 1;  // of executable memory; mmap_data would be the rest
  attributes.mmap2 = 1;
  attributes.build_id = with_build_ids;
  attributes.use_clockid = 1;
  attributes.clockid = CLOCK_MONOTONIC;
  // Nobody waits for it.
  attributes.watermark = 1;
  attributes.wakeup_watermark = kRingBytes;
  return attributes;
}

// The fixed part of PERF_RECORD_MMAP2 (include/uapi/linux/perf_event.h); the path follows, then the
// time.
struct Mmap2 {
  perf_event_header header;
  uint32_t tgid, tid;
  uint64_t start, bytes, file_offset;
  union {
    struct {
      uint32_t major, minor;
      uint64_t inode, inode_generation;
    };
    struct {
      uint8_t build_id_bytes;
      uint8_t reserved[3];
      uint8_t build_id[20];
    };
  };
  uint32_t protection, flags;
};
static_assert(sizeof(Mmap2) == 72);

struct Lost {
  perf_event_header header;
  uint64_t id, lost;
};

std::string hex_of(const uint8_t* bytes, size_t size) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (size_t i = 0; i < size; i++) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

// `bytes` holds a whole record.
MappingEvent event_of(const std::vector<char>& bytes) {
  Mmap2 fixed;
  MappingEvent event;
  memcpy(&fixed, bytes.data(), sizeof fixed);
  memcpy(&event.at_ns, bytes.data() + bytes.size() - sizeof event.at_ns, sizeof event.at_ns);
  event.tgid = fixed.tgid;
  CodeMapping& mapping = event.mapping;
  mapping.start = fixed.start;
  mapping.limit = fixed.start + fixed.bytes;
  mapping.file_offset = fixed.file_offset;
  const size_t path_bytes = bytes.size() - sizeof fixed - sizeof event.at_ns;
  mapping.path.assign(bytes.data() + sizeof fixed,
                      strnlen(bytes.data() + sizeof fixed, path_bytes));
  constexpr std::string_view kDeleted = " (deleted)";
  if (mapping.is_file() && mapping.path.ends_with(kDeleted))
    mapping.path.resize(mapping.path.size() - kDeleted.size());
  if ((fixed.header.misc & PERF_RECORD_MISC_MMAP_BUILD_ID) != 0) {
    mapping.build_id = hex_of(fixed.build_id, std::min<size_t>(fixed.build_id_bytes, 20));
  } else {
    mapping.device = makedev(fixed.major, fixed.minor);
    mapping.inode = fixed.inode;
  }
  return event;
}

}  // namespace

// What the kernel writes on one CPU.
class MappingEvents::Ring {
 public:
  explicit Ring(int fd) : fd_(fd) {}
  ~Ring() {
    if (pages_ != MAP_FAILED)
      munmap(pages_, mapped_bytes());
    ::close(fd_);
  }
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;

  Failure map() {
    pages_ = mmap(nullptr, mapped_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
    return pages_ != MAP_FAILED ? Failure{} : kernel_error("mapping a perf event", -errno);
  }

  void read(std::vector<MappingEvent>& events, uint64_t& lost) {
    auto* head = static_cast<perf_event_mmap_page*>(pages_);
    const uint64_t end = __atomic_load_n(&head->data_head, __ATOMIC_ACQUIRE);
    std::vector<char> record;
    while (end - at_ >= sizeof(perf_event_header)) {
      perf_event_header header;
      copy(&header, at_, sizeof header);
      if (header.size < sizeof header || header.size > end - at_)
        break;  // never happens
      record.resize(header.size);
      copy(record.data(), at_, record.size());
      at_ += header.size;
      if (header.type == PERF_RECORD_MMAP2 && record.size() >= sizeof(Mmap2) + sizeof(uint64_t)) {
        events.push_back(event_of(record));
      } else if (header.type == PERF_RECORD_LOST && record.size() >= sizeof(Lost)) {
        Lost fixed;
        memcpy(&fixed, record.data(), sizeof fixed);
        lost += fixed.lost;
      }
    }
    at_ = end;
    __atomic_store_n(&head->data_tail, end, __ATOMIC_RELEASE);
  }

 private:
  static size_t mapped_bytes() { return kRingBytes + static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

  // Records go on at the ring's beginning where they meet its end.
  void copy(void* to, uint64_t from, size_t size) const {
    const char* data = static_cast<const char*>(pages_) + sysconf(_SC_PAGESIZE);
    const size_t offset = from % kRingBytes;
    const size_t first = std::min(size, kRingBytes - offset);
    memcpy(to, data + offset, first);
    memcpy(static_cast<char*>(to) + first, data, size - first);
  }

  int fd_;
  void* pages_ = MAP_FAILED;
  uint64_t at_ = 0;
};

MappingEvents::MappingEvents() = default;
MappingEvents::~MappingEvents() = default;

Failure MappingEvents::open() {
  close();
  Failure failure = open_rings(true);
  // Build ids came with 5.12.
  if (failure)
    failure = open_rings(false);
  return failure;
}

Failure MappingEvents::open_rings(bool with_build_ids) {
  rings_.clear();
  Failure failure = open_cpu_events(attributes_of(with_build_ids), [this](int fd) {
    rings_.push_back(std::make_unique<Ring>(fd));
    return rings_.back()->map();
  });
  if (failure)
    rings_.clear();
  return failure;
}

void MappingEvents::close() {
  rings_.clear();
  waiting_.clear();
}

// Rings are read one after another: an event of the first may be older than one of the second and
// come after that has been read. So what is younger than the beginning of this call waits.
void MappingEvents::drain(const std::function<void(const MappingEvent&)>& visit) {
  const uint64_t begin_ns = monotonic_ns();
  for (const std::unique_ptr<Ring>& ring : rings_)
    ring->read(waiting_, lost_);
  std::stable_sort(waiting_.begin(), waiting_.end(),
                   [](const MappingEvent& a, const MappingEvent& b) { return a.at_ns < b.at_ns; });
  const auto later = std::find_if(waiting_.begin(), waiting_.end(), [&](const MappingEvent& event) {
    return event.at_ns > begin_ns;
  });
  for (auto event = waiting_.begin(); event != later; ++event)
    visit(*event);
  waiting_.erase(waiting_.begin(), later);
  drained_ns_ = begin_ns;
}

}  // namespace meshprof
