// A checkpoint's file: attributes kind, identity and checksum; /store as ParameterStore writes it;
// /best/<parameter> when the best epoch's parameters will be restored; /epochs [epochs, 6];
// /loss_average; /early_stopping/best and /early_stopping/counts [3].
#include "checkpoint.hpp"

#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/core/hash.hpp"
#include "timbre/core/hdf5.hpp"

namespace timbre::training {
namespace {

constexpr const char* checkpoint_kind = "timbre checkpoint 2";

// The columns of /epochs.
constexpr double EpochRecord::*const columns[] = {
    &EpochRecord::train_loss,        &EpochRecord::train_accuracy, &EpochRecord::validate_loss,
    &EpochRecord::validate_accuracy, &EpochRecord::seconds,        &EpochRecord::smoothed_loss};

// A checksum over several pieces in their order.
class Digest {
 public:
  template <typename T>
  void add(const std::vector<T>& values) {
    const std::uint64_t pair[] = {value_, checksum(std::as_bytes(std::span(values)))};
    value_ = checksum(std::as_bytes(std::span(pair)));
  }
  std::string text() const { return std::to_string(value_); }

 private:
  std::uint64_t value_ = 0;
};

std::vector<double> epoch_table(const FitState& state) {
  std::vector<double> table;
  for (const EpochRecord& record : state.epochs) {
    for (const auto column : columns) table.push_back(record.*column);
  }
  return table;
}

std::vector<EpochRecord> epochs_of(const std::vector<double>& table) {
  std::vector<EpochRecord> epochs(table.size() / std::size(columns));
  std::size_t next = 0;
  for (std::size_t epoch = 0; epoch < epochs.size(); ++epoch) {
    epochs[epoch].epoch = static_cast<int>(epoch);
    for (const auto column : columns) epochs[epoch].*column = table[next++];
  }
  return epochs;
}

// Of all that is restored. The file's own structures are checked by the library, its numbers not.
std::string checksum_of(const FitState& state, const model::ParameterStore& store) {
  Digest digest;
  for (const model::Parameter& parameter : store.parameters()) {
    for (const Buffer* buffer :
         {&parameter.value, &parameter.first_moment, &parameter.second_moment}) {
      std::vector<float> values(parameter.size());
      store.device().copy_out(values.data(), buffer->as<void>(), buffer->bytes());
      digest.add(values);
    }
  }
  for (const std::vector<float>& values : state.best.values) digest.add(values);
  digest.add(epoch_table(state));
  const EarlyStopping::State& stopping = state.early_stopping;
  digest.add(std::vector<double>{stopping.best, state.loss_average});
  digest.add(std::vector<std::int64_t>{stopping.best_epoch, stopping.wait, stopping.stop,
                                       store.updates()});
  return digest.text();
}

std::string best_path(const model::Parameter& parameter) {
  return "best/" + parameter.spec.name;
}

FitState read_state(const Hdf5File& file, model::ParameterStore& store) {
  FitState state;
  state.epochs = epochs_of(file.read_doubles("epochs"));
  const std::vector<std::int64_t> counts = file.read_integers("early_stopping/counts");
  state.early_stopping = {.best = file.read_doubles("early_stopping/best").at(0),
                          .best_epoch = static_cast<int>(counts.at(0)),
                          .wait = static_cast<int>(counts.at(1)),
                          .stop = counts.at(2) != 0};
  state.loss_average = file.read_doubles("loss_average").at(0);
  store.load(file, "store", true);
  if (file.has("best")) {
    for (const model::Parameter& parameter : store.parameters()) {
      state.best.values.push_back(file.read_floats(best_path(parameter)));
    }
  }
  if (file.attribute("checksum") != checksum_of(state, store)) {
    throw Error("its checksum does not fit its content");
  }
  return state;
}

void require_identity(const CheckpointPlace& place, const Hdf5File& file) {
  if (file.attribute("kind") != checkpoint_kind) throw Error("it is of another version");
  if (file.attribute("identity") == place.identity) return;
  throw RequestError(place.path.string() +
                     ": the checkpoint belongs to another experiment or trial; delete it to start "
                     "this one from its beginning, or choose another --out");
}

}  // namespace

void write_checkpoint(const CheckpointPlace& place, const FitState& state,
                      const model::ParameterStore& store) {
  write_atomically(place.path, [&](const std::filesystem::path& temporary) {
    Hdf5File file(temporary, Hdf5File::Access::create);
    store.save(file, "store", true);
    for (std::size_t i = 0; i < state.best.values.size(); ++i) {
      const model::Parameter& parameter = store.parameters()[i];
      file.write(best_path(parameter), state.best.values[i], parameter.spec.shape);
    }
    const auto epochs = static_cast<std::int64_t>(state.epochs.size());
    file.write("epochs", epoch_table(state), {epochs, std::ssize(columns)});
    file.write("loss_average", std::vector<double>{state.loss_average}, {1});
    const EarlyStopping::State& stopping = state.early_stopping;
    file.write("early_stopping/best", std::vector<double>{stopping.best}, {1});
    file.write("early_stopping/counts",
               std::vector<std::int64_t>{stopping.best_epoch, stopping.wait, stopping.stop}, {3});
    file.set_attribute("kind", checkpoint_kind);
    file.set_attribute("identity", place.identity);
    file.set_attribute("checksum", checksum_of(state, store));
    file.flush();
  });
}

std::optional<FitState> read_checkpoint(const CheckpointPlace& place,
                                        model::ParameterStore& store) {
  if (!std::filesystem::exists(place.path)) return std::nullopt;
  try {
    const Hdf5File file(place.path, Hdf5File::Access::read);
    require_identity(place, file);
    return read_state(file, store);
  } catch (const RequestError&) {
    throw;
  } catch (const std::exception& problem) {
    throw Error(place.path.string() + ": the checkpoint is damaged (" + problem.what() +
                "); delete it to train this trial from its beginning");
  }
}

}  // namespace timbre::training
