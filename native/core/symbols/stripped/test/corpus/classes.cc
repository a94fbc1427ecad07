// SPDX-License-Identifier: Apache-2.0
// A program for tests of names in stripped binaries: every shape of class whose vtables can
// mislead. It is compiled in several ways and stripped, and the names that the stripped copy gives
// are compared with the symbols of the other. It does nothing of interest.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

#define NOINLINE __attribute__((noinline))

volatile int sink;

namespace shapes {
// One base, and heirs that override all, some or nothing.
class Base {
 public:
  virtual ~Base() { sink = 1; }
  virtual int overridden_by_all() = 0;
  virtual int inherited_by_some(int value) {
    sink = value + 11;
    return value * 3;
  }
};
class Left : public Base {
 public:
  int overridden_by_all() override { return sink + 21; }
};
class Right : public Base {
 public:
  int overridden_by_all() override { return sink * 31; }
  int inherited_by_some(int value) override { return sink - value; }
  virtual int introduced_later() { return sink ^ 41; }
};
class FarRight : public Right {
 public:
  int introduced_later() override { return sink ^ 51; }
};
}  // namespace shapes

namespace several {
// A second base: its part of the object has a vtable of thunks.
struct Reader {
  virtual ~Reader() { sink = 2; }
  virtual int read() { return sink + 61; }
  virtual int peek() = 0;
};
struct Writer {
  virtual ~Writer() { sink = 3; }
  virtual int write(int value) = 0;
  virtual int flush() { return sink + 71; }
  long buffer[4] = {};
};
struct File : Reader, Writer {
  int peek() override { return sink - 81; }
  int write(int value) override {
    buffer[value & 3] = value;
    return value + 91;
  }
};
struct BufferedFile : File {
  int flush() override {
    buffer[0] = sink;
    return static_cast<int>(buffer[1]) + 101;
  }
};
}  // namespace several

namespace diamond {
struct Top {
  virtual ~Top() { sink = 4; }
  virtual int top() { return sink + 111; }
  long state = 1;
};
struct LeftSide : virtual Top {
  int top() override { return static_cast<int>(state) + 121; }
  virtual int left() { return sink + 131; }
};
struct RightSide : virtual Top {
  virtual int right() { return sink + 141; }
};
struct Bottom : LeftSide, RightSide {
  int right() override { return sink + 151; }
  int left() override { return static_cast<int>(state) + 161; }
};
}  // namespace diamond

namespace folded {
// Alike in code, unlike in meaning. A linker may make one function of each pair.
struct One {
  virtual ~One() = default;
  virtual int alike() { return sink + 171; }
};
struct Two {
  virtual ~Two() = default;
  virtual int alike() { return sink + 171; }
};
struct Common {
  virtual ~Common() = default;
  virtual int alike_in_heirs() { return sink + 181; }
};
struct FirstHeir : Common {
  int alike_in_heirs() override { return sink + 191; }
};
struct SecondHeir : Common {
  int alike_in_heirs() override { return sink + 191; }
};
// In no vtable, and called directly.
struct Stranger {
  NOINLINE int like_a_virtual_one() { return sink + 201; }
};
struct Native {
  virtual ~Native() = default;
  virtual int like_a_strangers() { return sink + 201; }
};
}  // namespace folded

namespace templates {
template <typename Value> struct Holder : shapes::Base {
  explicit Holder(Value value) : value_(value) {}
  int overridden_by_all() override { return static_cast<int>(value_) + 211; }
  Value value_;
};
template <typename Value> struct Pointer : shapes::Base {
  int overridden_by_all() override { return value_ == nullptr ? 221 : 222; }
  Value* value_ = nullptr;
};
}  // namespace templates

namespace {
struct InUnnamedNamespace : shapes::Base {
  int overridden_by_all() override { return sink + 231; }
};
}  // namespace

namespace tables {
// What lies next to vtables, or looks like one.
NOINLINE int first_handler() {
  return sink + 241;
}
NOINLINE int second_handler() {
  return sink + 251;
}
using Handler = int (*)();
const Handler kHandlers[] = {first_handler, second_handler};
struct Entry {
  long number;
  const std::type_info* type;
  Handler handler;
};
NOINLINE int in_entries_only() {
  return sink + 253;
}
NOINLINE int in_last_entry_only() {
  return sink + 257;
}
const Entry kEntries[] = {{0, &typeid(folded::Stranger), in_entries_only},
                          {0, &typeid(several::Writer), in_last_entry_only}};
}  // namespace tables

namespace lambdas {
NOINLINE std::function<int(int)> make_small() {
  return [](int value) { return value + sink + 261; };
}
NOINLINE std::function<int(int)> make_large(std::string text) {
  return [text](int value) { return value + static_cast<int>(text.size()) + 271; };
}
template <typename Value> NOINLINE std::function<int(int)> make_templated(Value seed) {
  return [seed](int value) { return value + static_cast<int>(seed) + 281; };
}
struct Maker {
  NOINLINE std::function<int(int)> make() {
    return [this](int value) {
      auto inner = [this, value] { return value + state + 291; };
      return std::function<int()>(inner)();
    };
  }
  int state = 5;
};
}  // namespace lambdas

template <typename Class, typename... Arguments> NOINLINE Class* make(Arguments... arguments) {
  return new Class(arguments...);
}

int main(int argc, char**) {
  sink = argc;
  std::vector<std::unique_ptr<shapes::Base>> all;
  all.emplace_back(make<shapes::Left>());
  all.emplace_back(make<shapes::Right>());
  all.emplace_back(make<shapes::FarRight>());
  all.emplace_back(make<templates::Holder<int>>(argc));
  all.emplace_back(make<templates::Holder<long>>(argc));
  all.emplace_back(make<templates::Holder<double>>(argc));
  all.emplace_back(make<templates::Pointer<int>>());
  all.emplace_back(make<templates::Pointer<long>>());
  all.emplace_back(make<InUnnamedNamespace>());
  int sum = 0;
  for (const auto& shape : all)
    sum += shape->overridden_by_all() + shape->inherited_by_some(argc);
  if (auto* right = dynamic_cast<shapes::Right*>(all[argc % 3].get()))
    sum += right->introduced_later();

  std::unique_ptr<several::File> files[] = {
      std::unique_ptr<several::File>(make<several::File>()),
      std::unique_ptr<several::File>(make<several::BufferedFile>())};
  for (const auto& file : files) {
    several::Reader* reader = file.get();
    several::Writer* writer = file.get();
    sum += reader->read() + reader->peek() + writer->write(argc) + writer->flush();
  }
  std::unique_ptr<diamond::Bottom> bottom(make<diamond::Bottom>());
  diamond::Top* top = bottom.get();
  sum += top->top() + bottom->left() + bottom->right();
  std::unique_ptr<diamond::RightSide> side(make<diamond::RightSide>());
  sum += side->right() + side->top();

  std::unique_ptr<folded::One> one(make<folded::One>());
  std::unique_ptr<folded::Two> two(make<folded::Two>());
  std::unique_ptr<folded::Common> common[] = {
      std::unique_ptr<folded::Common>(make<folded::Common>()),
      std::unique_ptr<folded::Common>(make<folded::FirstHeir>()),
      std::unique_ptr<folded::Common>(make<folded::SecondHeir>())};
  for (const auto& heir : common)
    sum += heir->alike_in_heirs();
  std::unique_ptr<folded::Native> native(make<folded::Native>());
  folded::Stranger stranger;
  sum += one->alike() + two->alike() + native->like_a_strangers() + stranger.like_a_virtual_one();

  for (int i = 0; i < argc % 2 + 1; i++)
    sum += tables::kHandlers[i]() + tables::kEntries[i].handler() +
           static_cast<int>(tables::kEntries[i].type->hash_code());
  lambdas::Maker maker;
  for (const auto& function : {lambdas::make_small(), lambdas::make_large("text"), maker.make(),
                               lambdas::make_templated(1L), lambdas::make_templated('c')})
    sum += function(argc);
  try {
    if (argc > 100)
      throw std::runtime_error("too many");
  } catch (const std::exception& error) {
    sum += static_cast<int>(error.what()[0]);
  }
  printf("%d\n", sum);
}
