#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/rig.hpp"
#include "support/golden.hpp"

namespace timbre::test {

/// A ResNet of configs/models, without dropout, as golden/resnet.json has it: the first step on one
/// batch, then an evaluation, and a step with a frozen body.
class GoldenResNet {
 public:
  /// `model` is the YAML's name, `entry` the golden one's, which may be narrower.
  GoldenResNet(const std::string& model, const std::string& entry);

  /// The network with the golden parameters and pictures, on the CPU.
  std::unique_ptr<Rig> rig() const;
  std::int64_t batch() const { return op_.batch; }
  const Json& entry() const { return entry_; }

  /// A step that leaves the parameters, from which the logits can be read.
  model::ProgramOptions training() const;
  model::ProgramOptions evaluation() const;
  /// The same with the body frozen whole, or all of it but its batch norms, as fastai freezes.
  model::ProgramOptions training_head() const;
  model::ProgramOptions training_head_and_norms() const;

  /// `key` of the entry are the logits.
  void expect_logits(model::Program& program, const std::string& key) const;
  /// Every gradient of `key` whose layer is trained.
  void expect_gradients(const model::ParameterStore& store, const std::string& key,
                        const model::ProgramOptions& options) const;
  void expect_statistics(const model::ParameterStore& store) const;

 private:
  double allowed(const std::string& key) const;
  void expect_digest(const std::vector<float>& values, const Json& digest, double relative) const;

  Json golden_;
  const Json& entry_;
  OpCase op_;
  model::Graph graph_;
};

}  // namespace timbre::test
