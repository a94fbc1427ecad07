// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "../../symbols/test/check.h"
#include "reader/checksum.h"
#include "reader/client/content_file.h"
#include "reader/client/index_cache.h"
#include "reader/compose_functions.h"
#include "reader/index_file.h"
#include "reader/sha256.h"
#include "symbols/resolved_frame.h"

namespace meshprof::reader::test {
namespace {

using meshprof::test::cases;
using meshprof::test::failures;

std::string shown(const std::vector<std::vector<NamedFunction>>& sources) {
  std::string text;
  for (const NamedRange& range : compose_functions(sources)) {
    text += range.function->name + ":" + std::to_string(range.start) + "-" +
            std::to_string(range.limit) + " ";
  }
  return text;
}

TEST("an address has the name of the best source that covers it") {
  CHECK_EQ(shown({{{10, 20, "best", "", 5}, {40, 50, "best2", "", 5}},
                  {{0, 60, "outer", "", 9}, {15, 30, "second", "", 9}}}),
           "outer:0-10 best:10-20 second:20-30 outer:30-40 best2:40-50 outer:50-60 ");
}

TEST("ranges that no function has are left out") {
  CHECK_EQ(shown({{{10, 10, "empty", "", 5},
                   {20, 10, "reversed", "", 5},
                   {0, UINT64_MAX, "all", "", 5},
                   {30, 40, "", "", 5},
                   {50, 60, "good", "", 5},
                   {50, 60, "twin", "", 5}}}),
           "good:50-60 ");
}

UniqueFd memory_file() {
  return UniqueFd(memfd_create("index-test", MFD_CLOEXEC));
}

UniqueFd written_index() {
  UniqueFd file = memory_file();
  const std::vector<std::vector<NamedFunction>> sources = {
      {{0x1000, 0x1010, "first", "a.cc", kNameSourceVtable},
       {0x1010, 0x1020, "second", "a.cc", kNameSourceSourceFile}}};
  CHECK(write_index(file.get(), compose_functions(sources)));
  return file;
}

TEST("an index answers as what it was made of") {
  const auto index = IndexFile::open(written_index());
  CHECK(index.has_value());
  CHECK(!index->find(0xfff).has_value());
  CHECK_EQ(index->find(0x1000)->name, "first");
  CHECK_EQ(index->find(0x100f)->name, "first");
  CHECK_EQ(index->find(0x1010)->name, "second");
  CHECK_EQ(index->find(0x1010)->file, "a.cc");
  CHECK_EQ(int{index->find(0x1010)->source}, int{kNameSourceSourceFile});
  CHECK(!index->find(0x1020).has_value());
}

TEST("an index with any byte changed, cut off or added is none") {
  struct stat status;
  fstat(written_index().get(), &status);
  for (off_t at = 0; at < status.st_size; at++) {
    UniqueFd file = written_index();
    unsigned char byte = 0;
    CHECK_EQ(pread(file.get(), &byte, 1, at), 1);
    byte ^= 0x10;
    CHECK_EQ(pwrite(file.get(), &byte, 1, at), 1);
    CHECK(!IndexFile::open(std::move(file)).has_value());
    UniqueFd cut = written_index();
    CHECK_EQ(ftruncate(cut.get(), at), 0);
    CHECK(!IndexFile::open(std::move(cut)).has_value());
  }
  UniqueFd longer = written_index();
  CHECK_EQ(ftruncate(longer.get(), status.st_size + 1), 0);
  CHECK(!IndexFile::open(std::move(longer)).has_value());
}

std::string hex(const Sha256::Digest& digest) {
  std::string text;
  for (const uint8_t byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

// FIPS 180-4's examples (and the empty message), with both implementations and in pieces.
TEST("a checksum does not depend on the pieces, and changes with any bit and with the length") {
  const auto sum_of = [](const std::string& text, size_t piece_bytes) {
    Checksum sum;
    for (size_t at = 0; at < text.size(); at += piece_bytes)
      sum.add(text.data() + at, std::min(piece_bytes, text.size() - at));
    return sum.finish();
  };
  const std::string text =
      "what stands here is longer than three blocks of thirty-two bytes, and it "
      "does not end where one of them does";
  const uint64_t whole = sum_of(text, text.size());
  for (const size_t piece_bytes : {1, 7, 31, 32, 33, 64})
    CHECK_EQ(sum_of(text, piece_bytes), whole);
  for (size_t bit = 0; bit < text.size() * 8; bit++) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    CHECK(sum_of(changed, changed.size()) != whole);
  }
  CHECK(sum_of(text + '\0', 16) != whole);
  CHECK(sum_of("", 1) != sum_of(std::string(1, '\0'), 1));
}

TEST("SHA-256 as the standard has it") {
  const std::string two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  for (Sha256 (*make)() : {+[] { return Sha256(); }, &Sha256::without_instructions}) {
    Sha256 empty = make(), letters = make(), pieces = make(), million = make();
    CHECK_EQ(hex(empty.finish()),
             "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    letters.add("abc", 3);
    CHECK_EQ(hex(letters.finish()),
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    for (const char letter : two_blocks)
      pieces.add(&letter, 1);
    CHECK_EQ(hex(pieces.finish()),
             "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    const std::string thousand(1000, 'a');
    for (int i = 0; i < 1000; i++)
      million.add(thousand.data(), thousand.size());
    CHECK_EQ(hex(million.finish()),
             "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  }
}

class ScratchFolder {
 public:
  ScratchFolder() {
    char path[] = "/tmp/meshprof-cache-test-XXXXXX";
    path_ = mkdtemp(path);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

UniqueFd file_of(size_t bytes) {
  UniqueFd file = memory_file();
  CHECK_EQ(ftruncate(file.get(), static_cast<off_t>(bytes)), 0);
  return file;
}

TEST("the cache keeps what fits, and drops what was unused for longest") {
  const ScratchFolder scratch;
  const IndexCache cache(scratch.path() + "/cache", 250);
  const UniqueFd hundred = file_of(100);
  CHECK(cache.keep("a", hundred.get(), 100));
  CHECK(cache.keep("b", hundred.get(), 100));
  CHECK(cache.find("a"));
  CHECK(cache.keep("c", hundred.get(), 100));
  CHECK(cache.find("a"));
  CHECK(!cache.find("b"));
  CHECK(cache.find("c"));
  CHECK(!cache.keep("large", file_of(300).get(), 300));
  CHECK(cache.find("c"));
  cache.remove("c");
  CHECK(!cache.find("c"));
}

TEST("a folder where others may write, or a link in it, is not used") {
  const ScratchFolder scratch;
  CHECK_EQ(chmod(scratch.path().c_str(), 0777), 0);
  CHECK(!IndexCache(scratch.path()).is_open());
  CHECK_EQ(chmod(scratch.path().c_str(), 0700), 0);
  const IndexCache cache(scratch.path());
  CHECK(cache.is_open());
  CHECK_EQ(symlink("/etc/passwd", (scratch.path() + "/a.index").c_str()), 0);
  CHECK(!cache.find("a"));
  CHECK(!IndexCache("").is_open());
}

FileContent some_content() {
  return {std::string(sizeof(Sha256::Digest), '\x81'), "program.debug"};
}

TEST("what a file holds is read back, unless any byte is changed, cut off or added") {
  const UniqueFd good = memory_file();
  CHECK(write_content(good.get(), some_content()));
  CHECK_EQ(read_content(good.get())->digest, some_content().digest);
  CHECK_EQ(read_content(good.get())->debug_link, some_content().debug_link);
  struct stat status;
  CHECK_EQ(fstat(good.get(), &status), 0);
  for (off_t at = 0; at < status.st_size; at++) {
    const UniqueFd file = memory_file();
    CHECK(write_content(file.get(), some_content()));
    unsigned char byte = 0;
    CHECK_EQ(pread(file.get(), &byte, 1, at), 1);
    byte ^= 0x10;
    CHECK_EQ(pwrite(file.get(), &byte, 1, at), 1);
    CHECK(!read_content(file.get()).has_value());
    CHECK_EQ(ftruncate(file.get(), at), 0);
    CHECK(!read_content(file.get()).has_value());
  }
  CHECK_EQ(ftruncate(good.get(), 1 << 20), 0);
  CHECK(!read_content(good.get()).has_value());
  CHECK(!write_content(memory_file().get(), {"short", ""}));
  CHECK(!write_content(memory_file().get(), {some_content().digest, std::string(1000, 'x')}));
}

TEST("what a file holds is kept on disk only where its identity lasts") {
  const ScratchFolder scratch;
  const IndexCache cache(scratch.path() + "/cache");
  const auto kept = [&](const std::string& identity) {
    return std::filesystem::exists(scratch.path() + "/cache/" + content_file_name(identity));
  };
  // A file without a device, as those of FUSE and overlays.
  const UniqueFd passing = memory_file();
  CHECK(!is_identity_lasting(passing.get()));
  cache.know_content("passing", passing.get(), some_content());
  CHECK(!kept("passing"));
  CHECK_EQ(cache.known_content("passing", passing.get())->digest, some_content().digest);
  const UniqueFd disk(open(scratch.path().c_str(), O_RDONLY | O_CLOEXEC));
  cache.know_content("on-disk", disk.get(), some_content());
  CHECK_EQ(kept("on-disk"), is_identity_lasting(disk.get()));
  // As if this run had not seen it.
  if (kept("on-disk")) {
    std::filesystem::rename(scratch.path() + "/cache/" + content_file_name("on-disk"),
                            scratch.path() + "/cache/" + content_file_name("unseen"));
    CHECK_EQ(cache.known_content("unseen", disk.get())->digest, some_content().digest);
    CHECK(!cache.known_content("unseen", passing.get()).has_value());
  }
  std::filesystem::create_symlink("/etc/passwd",
                                  scratch.path() + "/cache/" + content_file_name("link"));
  CHECK(!cache.known_content("link", disk.get()).has_value());
  cache.know_content("", disk.get(), some_content());
  CHECK(!kept(""));
}

}  // namespace
}  // namespace meshprof::reader::test
