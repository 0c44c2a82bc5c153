#include "timbre/core/hdf5.hpp"

#include <gmock/gmock.h>

#include "support/message.hpp"
#include "support/poison.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"

namespace timbre {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class Hdf5 : public testing::Test {
 protected:
  Hdf5() {
    Hdf5File file(path_, Hdf5File::Access::create);
    file.write("/deep/floats", std::vector<float>{0, 1, 2, 3, 4, 5}, {3, 2});
    file.write("/doubles", std::vector<double>{0.1, 5e-324}, {2});
    file.write("/deep/short", std::vector<std::int32_t>{-1, 7}, {2});
    file.write("/long", std::vector<std::int64_t>{1ll << 60}, {1});
    file.write("/texts", std::vector<std::string>{"one", "", "caf\u00e9"});
    file.write("/nothing", std::vector<float>{}, {0, 5});
    file.write("/no_texts", std::vector<std::string>{});
    file.set_attribute("key", "first");
    file.set_attribute("key", "second \u00e9");
    file.flush();
  }

  Hdf5File open() const { return Hdf5File(path_, Hdf5File::Access::read); }

  const test::Scratch scratch_;
  const std::filesystem::path path_ = scratch_ / "a.h5";
};

TEST_F(Hdf5, ReadsBackWhatWasWritten) {
  const Hdf5File file = open();
  EXPECT_THAT(file.read_floats("/deep/floats"), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(file.shape("/deep/floats"), ElementsAre(3, 2));
  EXPECT_THAT(file.read_doubles("/doubles"), ElementsAre(0.1, 5e-324));
  EXPECT_THAT(file.read_integers("/deep/short"), ElementsAre(-1, 7));
  EXPECT_THAT(file.read_integers("/long"), ElementsAre(1ll << 60));
  EXPECT_THAT(file.read_texts("/texts"), ElementsAre("one", "", "caf\u00e9"));
  EXPECT_THAT(file.read_floats("/nothing"), testing::IsEmpty());
  EXPECT_THAT(file.shape("/nothing"), ElementsAre(0, 5));
  EXPECT_THAT(file.read_texts("/no_texts"), testing::IsEmpty());
  EXPECT_EQ(file.attribute("key"), "second \u00e9");
}

TEST_F(Hdf5, ListsWhatIsThere) {
  const Hdf5File file = open();
  EXPECT_THAT(file.children("/deep"), ElementsAre("floats", "short"));
  EXPECT_THAT(file.children("/"),
              ElementsAre("deep", "doubles", "long", "no_texts", "nothing", "texts"));
  EXPECT_TRUE(file.has("/deep/floats"));
  EXPECT_FALSE(file.has("/deep/none"));
  EXPECT_FALSE(file.has("/none/floats"));
}

TEST_F(Hdf5, ReadsIntoMemoryOfTheCaller) {
  auto values = test::poisoned(6);
  open().read("/deep/floats", values);
  EXPECT_THAT(values, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_EQ(message_of([&] { open().read("/deep/floats", std::span(values).first(5)); }),
            path_.string() + ": data set '/deep/floats' is 3x2, not 5 values");
}

TEST_F(Hdf5, ReadsAndWritesRows) {
  const auto path = scratch_ / "rows.h5";
  Hdf5File file(path, Hdf5File::Access::create);
  file.create("/x", {3, 2});
  file.write_rows("/x", 2, 1, std::vector<float>{5, 6});
  file.write_rows("/x", 0, 2, std::vector<float>{1, 2, 3, 4});
  auto middle = test::poisoned(4);
  file.read_rows("/x", 1, 2, middle);
  EXPECT_THAT(middle, ElementsAre(3, 4, 5, 6));
  file.read_rows("/x", 3, 0, {});
  EXPECT_EQ(message_of([&] { file.read_rows("/x", 2, 2, middle); }),
            path.string() + ": data set '/x' has 3 rows, not rows 2 to 4");
  EXPECT_EQ(message_of([&] { file.write_rows("/x", 0, 1, middle); }),
            path.string() + ": rows 0 to 1 of data set '/x' are 2 values, not 4");
}

TEST_F(Hdf5, WrongNamesAndKindsAreErrors) {
  const Hdf5File file = open();
  EXPECT_THAT(message_of([&] { file.read_floats("/none"); }),
              StartsWith(path_.string() + ": data set '/none' cannot be opened: "));
  EXPECT_THAT(message_of([&] { file.read_floats("/texts"); }),
              StartsWith(path_.string() + ": data set '/texts' cannot be read: "));
  EXPECT_EQ(message_of([&] { file.read_texts("/doubles"); }),
            path_.string() + ": data set '/doubles' does not hold texts");
  EXPECT_EQ(message_of([&] { file.read_integers("/doubles"); }),
            path_.string() + ": data set '/doubles' does not hold integers");
  EXPECT_THAT(message_of([&] { file.attribute("none"); }),
              StartsWith(path_.string() + ": attribute 'none' cannot be opened: "));
}

TEST_F(Hdf5, WritingTwiceOrTheWrongSizeIsAnError) {
  Hdf5File file(scratch_ / "b.h5", Hdf5File::Access::create);
  const std::vector<float> two = {1, 2};
  file.write("/x", two, {2});
  EXPECT_THAT(message_of([&] { file.write("/x", two, {2}); }),
              HasSubstr("data set '/x' cannot be made: "));
  EXPECT_THROW(file.write("/y", two, {3}), ContractError);
}

TEST_F(Hdf5, MissingFilesAndFoldersAreErrors) {
  const auto none = scratch_ / "none.h5";
  EXPECT_EQ(message_of([&] { Hdf5File(none, Hdf5File::Access::read); }),
            none.string() + ": there is no such file");
  const auto nowhere = scratch_ / "none/a.h5";
  EXPECT_THAT(message_of([&] { Hdf5File(nowhere, Hdf5File::Access::create); }),
              StartsWith(nowhere.string() + ": the HDF5 file cannot be made: "));
}

TEST_F(Hdf5, FilesThatAreCutShortAreErrors) {
  const std::string whole = read_file(path_);
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{100}, whole.size() / 2, whole.size() - 1}) {
    write_file(path_, whole.substr(0, size));
    EXPECT_THAT(message_of([&] { open().read_floats("/deep/floats"); }),
                HasSubstr("the HDF5 file cannot be opened: "))
        << size;
  }
}

TEST_F(Hdf5, MovesLikeAHandle) {
  Hdf5File file = open();
  Hdf5File moved = std::move(file);
  EXPECT_TRUE(moved.has("/doubles"));
  moved = Hdf5File(scratch_ / "c.h5", Hdf5File::Access::create);
  EXPECT_FALSE(moved.has("/doubles"));
}

}  // namespace
}  // namespace timbre
