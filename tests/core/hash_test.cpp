#include "timbre/core/hash.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace timbre {
namespace {

TEST(Sha256, AgreesWithTheStandardsExamples) {
  // FIPS 180-4's published examples: empty, one block, two blocks, a million letters.
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PadsAllLengthsAroundABlock) {
  // 55 bytes are the last to leave room for the length; values by coreutils' sha256sum.
  EXPECT_EQ(sha256(std::string(55, 'a')),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(sha256(std::string(56, 'a')),
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(sha256(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

TEST(Checksum, EveryFlippedBitChangesIt) {
  std::vector<std::byte> bytes(27, std::byte{0x5a});  // three words and a tail
  std::set<std::uint64_t> sums = {checksum(bytes)};
  for (std::byte& byte : bytes) {
    for (int bit = 0; bit < 8; ++bit) {
      byte ^= std::byte{1} << bit;
      sums.insert(checksum(bytes));
      byte ^= std::byte{1} << bit;
    }
  }
  EXPECT_EQ(sums.size(), 1 + 27 * 8);
}

TEST(Checksum, TwoFlippedSignBitsDoNotCancel) {
  const std::vector<double> original = {1.0, 2.0, 3.0, 4.0};
  std::vector<double> damaged = original;
  damaged[0] = -damaged[0];
  damaged[2] = -damaged[2];
  EXPECT_NE(checksum(std::as_bytes(std::span(original))),
            checksum(std::as_bytes(std::span(damaged))));
}

TEST(Checksum, TrailingZerosCount) {
  const std::vector<std::byte> zeros(16, std::byte{0});
  EXPECT_NE(checksum(std::span(zeros).first(8)), checksum(zeros));
  EXPECT_NE(checksum(std::span(zeros).first(9)), checksum(std::span(zeros).first(10)));
}

}  // namespace
}  // namespace timbre
