#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "numbers.hpp"

namespace timbre::model {

struct PickleValue;

/// The bytes of a tensor, in a file of their own.
struct PickleStorage {
  NumberKind kind;
  std::string key;
  std::int64_t count;  ///< numbers
};

/// A view of a storage; places and strides count numbers.
struct PickleTensor {
  PickleStorage storage;
  std::int64_t offset;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
};

/// A function or class, by its name: never called.
struct PickleName {
  std::string text;  ///< "collections.OrderedDict"
};

struct PickleItems {  ///< a tuple or list
  std::vector<const PickleValue*> values;
};

struct PickleDictionary {
  std::vector<std::pair<const PickleValue*, const PickleValue*>> members;
};

struct PickleValue {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, PickleName, PickleItems,
               PickleDictionary, PickleStorage, PickleTensor>
      value;
};

/// What a pickle of tensors holds, owned together: a hostile one may refer to itself.
struct Pickle {
  std::vector<std::unique_ptr<PickleValue>> values;
  const PickleValue* root = nullptr;
};

/// Reads a pickle as torch.save writes it (protocol 2; later ones where they need no more). Knows
/// dictionaries, lists, numbers, texts and PyTorch's tensors. Throws Error that names `source` and
/// whatever else the pickle wants: nothing in it is executed.
/// Source of the operations: CPython's Lib/pickletools.py.
Pickle read_pickle(std::string_view bytes, std::string_view source);

}  // namespace timbre::model
