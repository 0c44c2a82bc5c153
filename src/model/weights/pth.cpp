#include <algorithm>
#include <cstring>
#include <set>

#include "pickle.hpp"
#include "timbre/core/error.hpp"
#include "timbre/core/file.hpp"
#include "timbre/model/weights.hpp"
#include "zip_archive.hpp"

namespace timbre::model {
namespace {

// Tied layers share numbers; a hostile file could fill any memory with them.
constexpr std::size_t most_repeats = 4;
constexpr std::string_view pickle_name = "/data.pkl";

/// torch.save puts all files below one folder of any name.
std::string folder_of(const ZipArchive& archive, const std::string& source) {
  for (const auto& [name, content] : archive.files()) {
    if (name.ends_with(pickle_name)) return name.substr(0, name.size() - pickle_name.size());
  }
  throw Error(source + ": a zip archive without data.pkl: torch.save did not write it");
}

bool holds_tensors(const PickleDictionary& dictionary) {
  return std::ranges::any_of(dictionary.members, [](const auto& member) {
    return std::holds_alternative<PickleTensor>(member.second->value);
  });
}

const PickleDictionary& state_of(const Pickle& pickle, const std::string& source) {
  const auto* root = std::get_if<PickleDictionary>(&pickle.root->value);
  std::string keys;
  if (root) {
    if (holds_tensors(*root)) return *root;
    for (const auto& [key, value] : root->members) {
      const auto* name = std::get_if<std::string>(&key->value);
      const auto* inner = std::get_if<PickleDictionary>(&value->value);
      if (name && inner && (*name == "state_dict" || *name == "model")) return *inner;
      if (name) keys += (keys.empty() ? "" : ", ") + *name;
    }
  }
  throw Error(source + ": holds no dictionary of tensors, and none as 'state_dict' or 'model'" +
              (keys.empty() ? "" : "; it holds " + keys));
}

/// The element count, after all that a hostile file may have wrong with a view.
std::int64_t checked_view(const PickleTensor& tensor, const std::string& what) {
  if (tensor.shape.size() != tensor.strides.size() || tensor.offset < 0 ||
      tensor.storage.count < 0) {
    throw Error(what + ": its shape, strides and offset do not belong together");
  }
  std::int64_t count = 1, last = tensor.offset;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const std::int64_t size = tensor.shape[i], stride = tensor.strides[i];
    std::int64_t reach = 0;
    if (size < 0 || stride < 0 || __builtin_mul_overflow(count, size, &count) ||
        (size > 0 && (__builtin_mul_overflow(size - 1, stride, &reach) ||
                      __builtin_add_overflow(last, reach, &last)))) {
      throw Error(what + ": the shape " + to_string(tensor.shape) + " cannot be");
    }
  }
  if (count > tensor.storage.count || (count > 0 && last >= tensor.storage.count)) {
    throw Error(what + ": the shape " + to_string(tensor.shape) + " reaches beyond its " +
                std::to_string(tensor.storage.count) + " numbers");
  }
  return count;
}

std::vector<float> gathered(const PickleTensor& tensor, const std::vector<float>& storage,
                            std::int64_t count) {
  std::vector<float> values(static_cast<std::size_t>(count));
  std::vector<std::int64_t> index(tensor.shape.size());
  std::int64_t place = tensor.offset;
  for (float& value : values) {
    value = storage[static_cast<std::size_t>(place)];
    for (std::size_t axis = index.size(); axis-- > 0;) {
      place += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      place -= tensor.strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  return values;
}

class Archive {
 public:
  Archive(std::string_view bytes, const std::string& source)
      : source_(source), archive_(bytes, source), folder_(folder_of(archive_, source)) {
    const auto order = archive_.files().find(folder_ + "/byteorder");
    if (order != archive_.files().end() && order->second != "little") {
      throw Error(source_ + ": its numbers are big-endian; save them on a little-endian machine");
    }
  }

  Pickle pickle() const { return read_pickle(file(folder_ + "/data.pkl"), source_); }

  Tensor read(const PickleTensor& tensor, const std::string& name) const {
    const std::string what = source_ + ": tensor '" + name + "'";
    const std::int64_t count = checked_view(tensor, what);
    const std::string_view bytes = file(folder_ + "/data/" + tensor.storage.key);
    if (static_cast<std::int64_t>(bytes.size()) / byte_count(tensor.storage.kind) <
        tensor.storage.count) {
      throw Error(what + ": " + std::to_string(tensor.storage.count) +
                  " numbers are promised and " + std::to_string(bytes.size()) + " bytes are there");
    }
    const auto used =
        static_cast<std::size_t>(tensor.storage.count * byte_count(tensor.storage.kind));
    const std::vector<float> storage = to_floats(bytes.substr(0, used), tensor.storage.kind);
    return Tensor(tensor.shape, gathered(tensor, storage, count));
  }

 private:
  std::string_view file(const std::string& name) const {
    const auto found = archive_.files().find(name);
    if (found == archive_.files().end()) throw Error(source_ + ": '" + name + "' is missing in it");
    return found->second;
  }

  std::string source_;
  ZipArchive archive_;
  std::string folder_;
};

}  // namespace

std::vector<NamedTensor> read_pth(std::string_view bytes, const std::string& source) {
  if (!is_zip(bytes)) {
    throw Error(source +
                ": no zip archive, as torch.save has written since PyTorch 1.6; load it in "
                "PyTorch and save it again");
  }
  const Archive archive(bytes, source);
  const Pickle pickle = archive.pickle();
  std::vector<NamedTensor> tensors;
  std::set<std::string> names;
  std::size_t numbers = 0;
  for (const auto& [key, value] : state_of(pickle, source).members) {
    const auto* tensor = std::get_if<PickleTensor>(&value->value);
    if (!tensor) continue;
    const auto* name = std::get_if<std::string>(&key->value);
    if (!name) throw Error(source + ": a tensor stands there without a name");
    if (!names.insert(*name).second) throw Error(source + ": tensor '" + *name + "' stands twice");
    tensors.push_back({*name, archive.read(*tensor, *name)});
    numbers += tensors.back().tensor.values.size();
    if (numbers > most_repeats * bytes.size()) {
      throw Error(source + ": its tensors repeat the same numbers over and over");
    }
  }
  return tensors;
}

std::vector<NamedTensor> read_weights(std::string_view bytes, const std::string& source) {
  return is_zip(bytes) ? read_pth(bytes, source) : read_safetensors(bytes, source);
}

std::vector<NamedTensor> read_weights(const std::filesystem::path& path) {
  return read_weights(read_file(path), path.string());
}

}  // namespace timbre::model
