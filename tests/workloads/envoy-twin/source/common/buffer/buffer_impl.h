// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace Envoy {
namespace Buffer {

class Instance {
 public:
  virtual ~Instance() = default;
  virtual void add(std::string_view data) = 0;
  virtual void move(Instance& other) = 0;
  virtual void drain(size_t size) = 0;
  virtual std::string toString() const = 0;
  virtual size_t length() const = 0;
};

class Slice {
 public:
  explicit Slice(size_t capacity) : bytes_(new char[capacity]), capacity_(capacity) {}
  size_t append(const char* data, size_t size);
  size_t drain(size_t size);
  std::string_view view() const { return {bytes_.get() + start_, end_ - start_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  size_t capacity_;
  size_t start_ = 0;
  size_t end_ = 0;
};

class OwnedImpl : public Instance {
 public:
  void add(std::string_view data) override;
  void move(Instance& other) override;
  void drain(size_t size) override;
  std::string toString() const override;
  size_t length() const override { return length_; }

 private:
  std::deque<Slice> slices_;
  size_t length_ = 0;
};

}  // namespace Buffer
}  // namespace Envoy
