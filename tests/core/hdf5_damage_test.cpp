// A byte of a file turned over, each in its turn.
#include <gtest/gtest.h>

#include <fstream>

#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre {
namespace {

TEST(Hdf5Damage, NeverCrashes) {
  const test::Scratch scratch;
  const std::filesystem::path path = scratch / "a.h5";
  {
    Hdf5File file(path, Hdf5File::Access::create);
    file.write("/deep/floats", std::vector<float>{0, 1, 2, 3, 4, 5}, {3, 2});
    file.write("/texts", std::vector<std::string>{"one", "", "caf\u00e9"});
    file.set_attribute("key", "first");
  }
  // A byte may be free space or a value, and then nothing is wrong; the rest must be an Error.
  const std::string whole = read_file(path);
  const auto put = [&](std::size_t at, char byte) {
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary)
        .seekp(static_cast<std::streamoff>(at))
        .put(byte);
  };
  int errors = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    put(at, static_cast<char>(~whole[at]));
    try {
      const Hdf5File file(path, Hdf5File::Access::read);
      file.read_floats("/deep/floats");
      file.read_texts("/texts");
      file.attribute("key");
    } catch (const Error&) {
      ++errors;
    }
    put(at, whole[at]);
  }
  EXPECT_GT(errors, 0);
  EXPECT_EQ(read_file(path), whole);
}

}  // namespace
}  // namespace timbre
