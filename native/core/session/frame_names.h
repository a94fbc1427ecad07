// SPDX-License-Identifier: Apache-2.0
// Names of frames that come after the frames: a reader works them out meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "reader/client/readers.h"
#include "symbols/resolved_frame.h"

namespace meshprof {

class FrameNames {
 public:
  explicit FrameNames(std::shared_ptr<reader::Readers> readers) : readers_(std::move(readers)) {}

  // Gives the frame its name if that is known. False if it will come later, for the row that the
  // frame gets.
  bool name_now(ResolvedFrame& frame);
  void name_later(uint32_t row, const ResolvedFrame& frame);

  struct Named {
    uint32_t row;
    ResolvedFrame frame;  // name, file and source are set
  };
  // Those that have become known.
  std::vector<Named> take();

  size_t pending() const { return waiting_.size(); }

  // Distinct frames that stay without a name though they may have one, by cause.
  const std::map<std::string, uint64_t>& lost() const { return lost_; }

 private:
  struct Waiting {
    uint32_t row;
    ResolvedFrame frame;
  };

  void apply(const reader::FunctionName& name, ResolvedFrame& frame);

  std::shared_ptr<reader::Readers> readers_;
  std::vector<Waiting> waiting_;
  size_t name_bytes_ = 0;
  std::map<std::string, uint64_t> lost_;
};

}  // namespace meshprof
