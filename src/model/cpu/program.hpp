#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/cpu/op.hpp"
#include "model/cpu/optimiser.hpp"
#include "model/program_plan.hpp"
#include "timbre/model/program.hpp"

namespace timbre::model::cpu {

/// Seconds spent in one operation since profiling began.
struct OpTime {
  std::string name;
  double forward = 0;
  double backward = 0;
};

/// The graph as a list of operations in one arena.
class CpuProgram final : public Program {
 public:
  CpuProgram(const Graph& graph, ParameterStore& store, dataset::BatchSource& source,
             const ProgramOptions& options);

  void begin(const PassSettings& settings) override;
  void step() override;
  PassTotals totals() override { return totals_; }
  void read(std::string_view output, std::span<float> values) override;
  std::size_t memory_bytes() const override;

  /// From now on measures each operation; "fill" and "update" stand beside them.
  void profile();
  const std::vector<OpTime>& times() const { return times_; }

 private:
  void make_ops(const Graph& graph);
  void clear_invalid_rows(float* rows, std::int64_t row_size) const;
  void forward();
  void backward();
  void add_part(const GradientPart& part) const;
  /// Adds the gradients to those of the update; true when it is complete.
  bool gather_gradients();
  void update();
  template <typename Work>
  void timed(std::size_t place, double OpTime::*part, const Work& work);

  ParameterStore* store_;
  dataset::BatchSource* source_;
  ProgramOptions options_;
  int threads_;
  ProgramPlan plan_;

  std::vector<std::unique_ptr<Op>> ops_;
  std::vector<Needs> needs_;
  Memory memory_;
  std::unique_ptr<Optimiser> optimiser_;
  std::vector<std::vector<float>>
      gathered_;  // of trained parameters, in updates of several batches

  PassSettings settings_;
  StepContext context_;
  PassTotals totals_;
  std::int64_t next_step_ = 0;
  std::vector<OpTime> times_;
};

}  // namespace timbre::model::cpu
