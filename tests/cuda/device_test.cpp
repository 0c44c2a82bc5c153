#include <gmock/gmock.h>

#include <vector>

#include "cuda/every_device.hpp"

namespace timbre::test {
namespace {

class DeviceTest : public EveryDevice {};
TIMBRE_ON_EVERY_DEVICE(DeviceTest);

TEST_P(DeviceTest, SaysItsKind) {
  EXPECT_EQ(device().kind(), GetParam());
  EXPECT_FALSE(device().name().empty());
  EXPECT_FALSE(device().shares_host_memory());
}

TEST_P(DeviceTest, KeepsWhatIsCopiedIn) {
  const std::vector<int> sent = {3, 1, 4, 1, 5};
  std::vector<int> received(sent.size(), -1);
  const Buffer buffer(device(), sent.size() * sizeof(int));
  device().copy_in(buffer.as<int>(), sent.data(), buffer.bytes());
  device().copy_out(received.data(), buffer.as<int>(), buffer.bytes());
  EXPECT_EQ(received, sent);
}

TEST_P(DeviceTest, SaysWhatWasAskedForWhenThereIsNoRoom) {
  try {
    device().allocate(std::size_t{1} << 50);
    FAIL() << "a pebibyte was there";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("1048576.000000 GiB were asked for"));
    EXPECT_THAT(error.what(), testing::HasSubstr("use a smaller batch_size or --device cpu"));
  }
}

}  // namespace
}  // namespace timbre::test
