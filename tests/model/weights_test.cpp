#include "timbre/model/weights.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "support/golden.hpp"
#include "support/message.hpp"
#include "support/scratch.hpp"
#include "timbre/core/error.hpp"

namespace timbre::model {
namespace {

using test::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

class Weights : public testing::Test {
 protected:
  std::string bytes(const std::string& name) const {
    const std::string& digits = file_.at(name).text();
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
      bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    return bytes;
  }

  void expect_tensors(const std::vector<NamedTensor>& read, const std::string& golden) const {
    for (const Json& expected : file_.at(golden).items()) {
      const std::string& name = expected.at("name").text();
      SCOPED_TRACE(name);
      const auto found = std::ranges::find(read, name, &NamedTensor::name);
      ASSERT_NE(found, read.end());
      Shape shape;
      for (const Json& size : expected.at("shape").items()) shape.push_back(size.integer());
      EXPECT_EQ(found->tensor.shape, shape);
      std::vector<float> values;
      for (const double value : expected.at("values").numbers()) {
        values.push_back(static_cast<float>(value));
      }
      EXPECT_EQ(found->tensor.values, values);
    }
  }

  std::string refusal(const std::string& bytes) const {
    return message_of([&] { read_weights(bytes, "a.pth"); });
  }

  // Each byte turned over and each cut: weights or an Error, never a crash, and no more memory than
  // a few times the file.
  void damage(const std::string& whole) const {
    int errors = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      std::string turned = whole;
      turned[at] = static_cast<char>(~whole[at]);
      for (const std::string& bytes : {turned, whole.substr(0, at)}) {
        try {
          read_weights(bytes, "a.pth");
        } catch (const ContractError&) {
          throw;
        } catch (const Error& error) {
          ++errors;
          ASSERT_THAT(error.what(), HasSubstr("a.pth"));
        }
      }
    }
    EXPECT_GT(errors, static_cast<int>(whole.size()));  // every cut is an error
  }

  const Json file_ = test::golden("weights_files");
};

TEST_F(Weights, OfSafetensorsAndPyTorchAreTheSame) {
  expect_tensors(read_weights(bytes("safetensors"), "a"), "plain");
  expect_tensors(read_weights(bytes("pth"), "a"), "plain");
}

TEST_F(Weights, HalvesKeepTheirSmallestAndLargest) {
  for (const char* name : {"safetensors", "pth"}) {
    const std::vector<NamedTensor> read = read_weights(bytes(name), "a");
    const auto found = std::ranges::find(read, "small_halves", &NamedTensor::name);
    ASSERT_NE(found, read.end());
    EXPECT_THAT(found->tensor.values, ElementsAre(0x1p-24f, -17 * 0x1p-24f, 65504.0f, INFINITY));
  }
}

TEST_F(Weights, ViewsAndParametersOfACheckpointAreRead) {
  const std::vector<NamedTensor> read = read_pth(bytes("pth_with_views"), "a");
  EXPECT_EQ(read.size(), file_.at("views").items().size());
  expect_tensors(read, "views");
}

TEST_F(Weights, ReadBackAsWritten) {
  const std::vector<NamedTensor> written = {{"a", Tensor({2, 2}, {1, -2, 0.1f, 4})},
                                            {"caf\u00e9 \"b\"", Tensor({}, {7})},
                                            {"none", Tensor({0, 3}, {})}};
  const test::Scratch scratch;
  const std::filesystem::path path = scratch / "weights";
  write_safetensors(path, written);
  const std::vector<NamedTensor> read = read_weights(path);
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, written[i].name);
    EXPECT_EQ(read[i].tensor.shape, written[i].tensor.shape);
    EXPECT_EQ(read[i].tensor.values, written[i].tensor.values);
  }
  EXPECT_THROW(write_safetensors(path, std::vector{written[0], written[0]}), ContractError);
}

TEST_F(Weights, NothingInAFileIsExecuted) {
  testing::internal::CaptureStdout();
  EXPECT_THAT(refusal(bytes("hostile")), HasSubstr("wants to call __builtin__.print"));
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST_F(Weights, WhatIsWrongIsNamed) {
  const auto safetensors = [](const std::string& header, std::size_t content) {
    std::string bytes(8, '\0');
    bytes[0] = static_cast<char>(header.size());
    return bytes + header + std::string(content, '\0');
  };
  const auto one = [&](const std::string& entry, std::size_t content) {
    return refusal(safetensors(R"({"w":)" + entry + "}", content));
  };
  EXPECT_THAT(refusal("short"), HasSubstr("ends in the middle"));
  EXPECT_THAT(refusal(std::string(16, '\x7f')), HasSubstr("this is no safetensors file"));
  EXPECT_THAT(one(R"({"dtype":"F8","shape":[1],"data_offsets":[0,1]})", 1), HasSubstr("type F8"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4]})", 4),
              HasSubstr("needs other than its 4 bytes"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8]})", 4),
              HasSubstr("is the file complete?"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]})", 4),
              HasSubstr("does not fit"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})", 0),
              HasSubstr("does not fit"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", 8),
              HasSubstr("begins at byte 4"));
  EXPECT_THAT(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})", 6),
              HasSubstr("2 bytes at the end belong to no array"));
  EXPECT_THAT(message_of([&] { read_pth("not a zip archive", "a"); }),
              HasSubstr("since PyTorch 1.6"));
}

TEST_F(Weights, DamagedFilesNeverCrash) {
  damage(bytes("safetensors"));
  damage(bytes("pth_with_views"));
}

}  // namespace
}  // namespace timbre::model
