#include "training/checkpoint.hpp"

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre::training {
namespace {

constexpr std::size_t record_fields = 6;
constexpr const char* identity_name = "identity";

// One row of numbers for each epoch: HDF5 knows no structs that both sides must agree on.
std::vector<double> flatten(const std::vector<EpochRecord>& epochs) {
  std::vector<double> numbers;
  for (const EpochRecord& epoch : epochs) {
    numbers.insert(numbers.end(),
                   {static_cast<double>(epoch.epoch), epoch.train_loss, epoch.train_accuracy,
                    epoch.validate_loss, epoch.validate_accuracy, epoch.seconds});
  }
  return numbers;
}

std::vector<EpochRecord> unflatten(const std::vector<double>& numbers) {
  std::vector<EpochRecord> epochs;
  for (std::size_t at = 0; at + record_fields <= numbers.size(); at += record_fields) {
    epochs.push_back({static_cast<int>(numbers[at]), numbers[at + 1], numbers[at + 2],
                      numbers[at + 3], numbers[at + 4], numbers[at + 5]});
  }
  return epochs;
}

std::string best_path(std::size_t parameter) {
  return "best/" + std::to_string(parameter);
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     const FitState& state, const model::ParameterStore& store) {
  write_atomically(path, [&](const std::filesystem::path& temporary) {
    Hdf5File file(temporary, Hdf5File::Access::create);
    file.set_attribute(identity_name, identity);
    store.save(file, "parameters", true);
    const std::vector<std::int64_t> counters{state.next_epoch, state.stopped_early,
                                             state.stopping.best_epoch, state.stopping.wait};
    file.write("fit/counters", counters, {static_cast<std::int64_t>(counters.size())});
    file.write("fit/best_loss", std::vector<double>{state.stopping.best}, {1});
    file.write("fit/epochs", flatten(state.epochs),
               {static_cast<std::int64_t>(state.epochs.size()), record_fields});
    for (std::size_t index = 0; index < state.best.values.size(); ++index) {
      const std::vector<float>& values = state.best.values[index];
      file.write(best_path(index), values, {static_cast<std::int64_t>(values.size())});
    }
    file.flush();
  });
}

FitState load_checkpoint(const std::filesystem::path& path, const std::string& identity,
                         model::ParameterStore& store) {
  const Hdf5File file(path, Hdf5File::Access::read);
  if (file.attribute(identity_name) != identity) {
    throw Error(path.string() +
                ": the checkpoint belongs to another experiment, seed or trial; start a new run "
                "without --resume");
  }
  const std::vector<std::int64_t> counters = file.read_integers("fit/counters");
  const std::vector<double> best_loss = file.read_doubles("fit/best_loss");
  if (counters.size() != 4 || best_loss.size() != 1) {
    throw Error(path.string() + ": the checkpoint is damaged; remove it to start its trial again");
  }
  FitState state;
  state.next_epoch = static_cast<int>(counters[0]);
  state.stopped_early = counters[1] != 0;
  state.stopping = {best_loss[0], static_cast<int>(counters[2]), static_cast<int>(counters[3])};
  state.epochs = unflatten(file.read_doubles("fit/epochs"));
  for (std::size_t index = 0; file.has(best_path(index)); ++index) {
    state.best.values.push_back(file.read_floats(best_path(index)));
  }
  store.load(file, "parameters", true);
  return state;
}

}  // namespace timbre::training
