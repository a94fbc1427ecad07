// SPDX-License-Identifier: Apache-2.0
// The memory and the frame-pointer chain of one capture.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "unwind.h"

namespace meshprof {

class CapturedStack {
 public:
  explicit CapturedStack(const Capture& capture);

  // The eight bytes at an address of the slice.
  std::optional<uint64_t> peek(uint64_t address) const;
  // The same, and remembered as needed.
  std::optional<uint64_t> read(uint64_t address);
  uint32_t bytes_needed() const { return bytes_needed_; }

  // Why `address` cannot be read: a longer slice would hold it, or none would.
  const char* cause_of_missing(uint64_t address) const;

  // Nodes of the chain are numbered from 1, where registers.bp points; 0 is no node.
  size_t nodes() const { return nodes_; }
  // The node that a frame pointer is, as far as the slice tells where nodes lie.
  size_t node_of(uint64_t frame_pointer);
  // The return address that a node's function has.
  uint64_t return_address(size_t node) const { return capture_.chain[node]; }

 private:
  void follow_chain();

  const Capture& capture_;
  size_t nodes_ = 0;
  std::vector<uint64_t> frame_pointers_;  // of node 1, 2, …
  uint32_t bytes_needed_ = 0;
};

}  // namespace meshprof
