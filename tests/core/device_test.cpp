#include "timbre/core/device.hpp"

#include <gmock/gmock.h>

#include <cstdint>
#include <set>
#include <vector>

#include "support/message.hpp"

namespace timbre {
namespace {

using test::message_of;
using testing::ContainsRegex;
using testing::StartsWith;

// Knows which of its pieces are in use.
class CountingDevice final : public Device {
 public:
  std::string kind() const override { return "counting"; }
  std::string name() const override { return "a device of the test"; }
  void* allocate(std::size_t bytes) override {
    void* address = ::operator new(bytes);
    in_use.insert(address);
    return address;
  }
  void release(void* address, std::size_t) noexcept override {
    EXPECT_EQ(in_use.erase(address), 1u) << "released twice, or never allocated";
    ::operator delete(address);
  }
  void copy_in(void*, const void*, std::size_t) override {}
  void copy_out(void*, const void*, std::size_t) override {}
  void wait() override {}

  std::set<void*> in_use;
};

TEST(Buffer, IsReleasedOnceHoweverItMoves) {
  CountingDevice device;
  {
    Buffer first(device, 100);
    void* address = first.as<void>();
    Buffer second(std::move(first));
    EXPECT_EQ(second.as<void>(), address);
    EXPECT_EQ(second.bytes(), 100u);
    EXPECT_EQ(first.as<void>(), nullptr);
    EXPECT_EQ(first.bytes(), 0u);
    Buffer third(device, 50);
    third = std::move(second);
    EXPECT_EQ(third.as<void>(), address);
    Buffer& same = third;
    third = std::move(same);
    EXPECT_EQ(third.as<void>(), address);
  }
  EXPECT_TRUE(device.in_use.empty());
}

TEST(Cpu, CopiesInAndOut) {
  const auto cpu = open_cpu();
  EXPECT_EQ(cpu->kind(), "cpu");
  EXPECT_FALSE(cpu->name().empty());
  const std::vector<float> values = {1, 2, 3};
  std::vector<float> back(3);
  const Buffer buffer(*cpu, sizeof(float) * 3);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.as<float>()) % 64, 0u);
  cpu->copy_in(buffer.as<float>(), values.data(), buffer.bytes());
  cpu->copy_out(back.data(), buffer.as<float>(), buffer.bytes());
  cpu->wait();
  EXPECT_EQ(back, values);
}

TEST(Cpu, EmptyBuffersAreFine) {
  const auto cpu = open_cpu();
  const Buffer buffer(*cpu, 0);
  cpu->copy_in(buffer.as<void>(), nullptr, 0);
  cpu->copy_out(nullptr, buffer.as<void>(), 0);
  EXPECT_EQ(buffer.bytes(), 0u);
}

TEST(Cpu, MoreMemoryThanThereIsSaysHowMuch) {
  const auto cpu = open_cpu();
  for (const std::size_t bytes : {SIZE_MAX, SIZE_MAX / 2}) {
    EXPECT_THAT(message_of([&] { Buffer(*cpu, bytes); }),
                ContainsRegex("out of memory: " + std::to_string(bytes) +
                              " bytes were asked for, [0-9]+ are free"));
  }
}

struct Planner {
  int plans = 0;
};
struct Unknown {};

TEST(MakerTable, FindsWhatAStagePutIn) {
  const auto cpu = open_cpu();
  EXPECT_EQ(message_of([&] { cpu->maker<Unknown>("network compiler"); }),
            "the device 'cpu' has no network compiler; use --device cpu");
  cpu->makers().set(std::make_shared<Planner>());
  cpu->maker<Planner>("planner").plans = 3;
  EXPECT_EQ(cpu->makers().find<Planner>()->plans, 3);
  EXPECT_EQ(cpu->makers().find<Unknown>(), nullptr);
}

TEST(Cuda, SaysInOneLineWhyThereIsNone) {
  std::string reason;
  if (cuda_available(&reason)) GTEST_SKIP() << "this machine has a CUDA device";
  EXPECT_FALSE(reason.empty());
  EXPECT_EQ(reason.find('\n'), std::string::npos);
  EXPECT_FALSE(cuda_available());
  EXPECT_EQ(message_of([] { open_cuda(); }), "--device cuda: " + reason + "; use --device cpu");
  EXPECT_THROW(open_cuda(), RequestError);
}

}  // namespace
}  // namespace timbre
