#include "model/conv_layout.hpp"

#include <bit>
#include <limits>

#include "emulator/streams.hpp"
#include "support/plain_ops.hpp"

namespace timbre::test {
namespace {

using cuda::Bfloat16;

using ConvLayoutTest = EmulatedDevice;

std::vector<std::uint16_t> bits_of(const DeviceArray<Bfloat16>& array) {
  std::vector<std::uint16_t> bits;
  for (const Bfloat16 value : array.values()) bits.push_back(value.bits);
  return bits;
}

TEST_F(ConvLayoutTest, TransposesTilesAndWhatIsLeftOfThem) {
  const TestStream stream;
  for (const auto& [rows, columns] : {std::pair(1, 1), std::pair(33, 40), std::pair(70, 5)}) {
    const Plain values = small_integers(rows * columns, 1);
    const DeviceArray<float> from(as_floats(values));
    in_every_order([&] {
      const DeviceArray<float> to(values.size());
      cuda::transpose(to.get(), from.get(), rows, columns, stream.get());
      TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
      EXPECT_EQ(to.values(), as_floats(plain_transpose(rows, columns, values)));
    });
  }
}

TEST_F(ConvLayoutTest, AddsZerosAtTheEndAndCutsThemOff) {
  const TestStream stream;
  const DeviceArray<float> small(std::vector<float>{1, 2, 3, 4, 5, 6, 7, 8});
  const cuda::PictureRows small_rows{2, 2, 2}, large_rows{2, 3, 3};
  const std::vector<float> padded{1, 2, 0, 3, 4, 0, 0, 0, 0, 5, 6, 0, 7, 8, 0, 0, 0, 0};
  const DeviceArray<float> large(padded.size()), back(8);
  cuda::copy_pictures(large.get(), large_rows, small.get(), small_rows, stream.get());
  cuda::copy_pictures(back.get(), small_rows, large.get(), large_rows, stream.get());
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(large.values(), padded);
  EXPECT_EQ(back.values(), small.values());
}

TEST_F(ConvLayoutTest, CopiesRowsLongerThanABlock) {
  const TestStream stream;
  const Plain values = small_integers(3 * 600, 1);
  const DeviceArray<float> from(as_floats(values)), to(values.size());
  cuda::copy_pictures(to.get(), {1, 3, 600}, from.get(), {1, 3, 600}, stream.get());
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(to.values(), from.values());
}

TEST_F(ConvLayoutTest, CopiesMoreRowsThanItHasBlocks) {
  const TestStream stream;
  const Plain values = small_integers(5000, 1);
  const DeviceArray<float> from(as_floats(values)), to(values.size());
  cuda::copy_pictures(to.get(), {50, 100, 1}, from.get(), {50, 100, 1}, stream.get());
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(to.values(), from.values());
}

TEST_F(ConvLayoutTest, RoundsToTheNearestBfloat16) {
  const TestStream stream;
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::bit_cast<float>(0x7FFF0000u);
  // Of 1 + 2^-8, half way between two, the even one is below; of 1 + 3 * 2^-8 it is above.
  const DeviceArray<float> from(std::vector<float>{1.0f, 1.0f + 0x1p-8f, 1.0f + 0x1.8p-7f,
                                                   1.0f + 0x1.01p-8f, -2.5f, infinity, nan});
  const DeviceArray<Bfloat16> narrow(7), transposed(7);
  const DeviceArray<float> wide(7);
  const cuda::PictureRows rows{1, 1, 7};
  cuda::copy_pictures(narrow.get(), rows, from.get(), rows, stream.get());
  cuda::transpose(transposed.get(), from.get(), 7, 1, stream.get());
  cuda::copy_pictures(wide.get(), rows, narrow.get(), rows, stream.get());
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  const std::vector<std::uint16_t> expected{0x3F80, 0x3F80, 0x3F82, 0x3F81, 0xC020, 0x7F80, 0x7FFF};
  EXPECT_EQ(bits_of(narrow), expected);
  EXPECT_EQ(bits_of(transposed), expected);
  EXPECT_EQ(wide.values()[2], 1.0f + 0x1p-6f);
  EXPECT_EQ(wide.values()[4], -2.5f);
  cuda::transpose(wide.get(), static_cast<const Bfloat16*>(narrow.get()), 1, 7, stream.get());
  TIMBRE_CUDA_CHECK(cudaStreamSynchronize(stream.get()));
  EXPECT_EQ(wide.values()[3], 1.0f + 0x1p-7f);
  EXPECT_EQ(wide.values()[5], infinity);
}

}  // namespace
}  // namespace timbre::test
