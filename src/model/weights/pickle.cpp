#include "pickle.hpp"

#include <map>
#include <optional>

#include "byte_reader.hpp"

namespace timbre::model {
namespace {

enum Operation : std::uint8_t {
  mark = '(',
  stop = '.',
  pop = '0',
  none = 'N',
  append = 'a',
  build = 'b',
  global = 'c',
  appends = 'e',
  binget = 'h',
  long_binget = 'j',
  binput = 'q',
  long_binput = 'r',
  setitem = 's',
  tuple = 't',
  setitems = 'u',
  binfloat = 'G',
  binint = 'J',
  binint1 = 'K',
  binint2 = 'M',
  binpersid = 'Q',
  reduce = 'R',
  binunicode = 'X',
  empty_list = ']',
  empty_tuple = ')',
  empty_dict = '}',
  proto = 0x80,
  tuple1 = 0x85,
  tuple2 = 0x86,
  tuple3 = 0x87,
  newtrue = 0x88,
  newfalse = 0x89,
  long1 = 0x8a,
  short_binunicode = 0x8c,
  stack_global = 0x93,
  memoize = 0x94,
  frame = 0x95,
};

class Machine {
 public:
  Machine(std::string_view bytes, std::string_view source)
      : reader_(bytes, source), source_(source) {}

  Pickle run() {
    for (;;) {
      const auto operation = reader_.number<std::uint8_t>();
      if (operation == stop) break;
      step(operation);
    }
    pickle_.root = take();
    return std::move(pickle_);
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error(std::string(source_) + ": " + reason);
  }

  void step(std::uint8_t operation) {
    switch (operation) {
      case proto:
        return reader_.skip(1);
      case frame:
        return reader_.skip(8);
      case mark:
        return marks_.push_back(stack_.size());
      case pop:
        take();
        return;
      case none:
        return push(std::monostate{});
      case newtrue:
        return push(true);
      case newfalse:
        return push(false);
      case binint:
        return push(std::int64_t{reader_.number<std::int32_t>()});
      case binint1:
        return push(std::int64_t{reader_.number<std::uint8_t>()});
      case binint2:
        return push(std::int64_t{reader_.number<std::uint16_t>()});
      case long1:
        return push(long_integer());
      case binfloat:
        return push(big_endian_double());
      case binunicode:
        return push(text(reader_.number<std::uint32_t>()));
      case short_binunicode:
        return push(text(reader_.number<std::uint8_t>()));
      case empty_list:
      case empty_tuple:
        return push(PickleItems{});
      case empty_dict:
        return push(PickleDictionary{});
      case tuple:
        return push(PickleItems{since_mark()});
      case tuple1:
        return push(PickleItems{last(1)});
      case tuple2:
        return push(PickleItems{last(2)});
      case tuple3:
        return push(PickleItems{last(3)});
      case append:
        return append_all(last(1));
      case appends:
        return append_all(since_mark());
      case setitem:
        return set_all(last(2));
      case setitems:
        return set_all(since_mark());
      case binput:
        return remember(reader_.number<std::uint8_t>());
      case long_binput:
        return remember(reader_.number<std::uint32_t>());
      case memoize:
        return remember(static_cast<std::uint32_t>(memo_.size()));
      case binget:
        return recall(reader_.number<std::uint8_t>());
      case long_binget:
        return recall(reader_.number<std::uint32_t>());
      case global:
        return global_from_lines();
      case stack_global:
        return global_from_stack();
      case binpersid:
        return push_storage();
      case reduce:
        return call();
      case build:
        take();
        return;  // attributes of a dictionary: versions of its modules
      default:
        refuse("the pickle in it has operation " + std::to_string(operation) + " at byte " +
               std::to_string(reader_.place() - 1) +
               ", which weights have no use for, or is damaged");
    }
  }

  PickleValue* top() {
    if (stack_.empty())
      refuse("the pickle in it is damaged: nothing stands where a value is needed");
    return stack_.back();
  }

  PickleValue* take() {
    PickleValue* value = top();
    stack_.pop_back();
    if (!marks_.empty() && marks_.back() > stack_.size()) marks_.pop_back();
    return value;
  }

  std::vector<const PickleValue*> last(std::size_t count) {
    if (stack_.size() < count) top(), refuse("the pickle in it is damaged: values are missing");
    std::vector<const PickleValue*> values(stack_.end() - static_cast<std::ptrdiff_t>(count),
                                           stack_.end());
    stack_.resize(stack_.size() - count);
    return values;
  }

  std::vector<const PickleValue*> since_mark() {
    if (marks_.empty() || marks_.back() > stack_.size()) {
      refuse("the pickle in it is damaged: a mark is missing");
    }
    const std::size_t begin = marks_.back();
    marks_.pop_back();
    return last(stack_.size() - begin);
  }

  template <typename Value>
  void push(Value value) {
    pickle_.values.push_back(std::make_unique<PickleValue>(PickleValue{std::move(value)}));
    stack_.push_back(pickle_.values.back().get());
  }

  template <typename Value>
  Value& as(PickleValue* value, const char* kind) {
    Value* found = std::get_if<Value>(&value->value);
    if (!found)
      refuse(std::string("the pickle in it is damaged: no ") + kind + " where one is due");
    return *found;
  }
  template <typename Value>
  const Value& as(const PickleValue* value, const char* kind) {
    return as<Value>(const_cast<PickleValue*>(value), kind);
  }

  std::string text(std::uint64_t size) { return std::string(reader_.take(size)); }

  std::int64_t long_integer() {
    const std::string_view bytes = reader_.take(reader_.number<std::uint8_t>());
    if (bytes.size() > sizeof(std::int64_t)) refuse("the pickle in it has a number beyond 64 bits");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= std::uint64_t{static_cast<std::uint8_t>(bytes[i])} << (8 * i);
    }
    const bool negative = !bytes.empty() && (bytes.back() & 0x80);
    if (negative && bytes.size() < 8) value |= ~std::uint64_t{0} << (8 * bytes.size());
    return static_cast<std::int64_t>(value);
  }

  double big_endian_double() {
    const std::uint64_t bits = __builtin_bswap64(reader_.number<std::uint64_t>());
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  void append_all(const std::vector<const PickleValue*>& values) {
    std::vector<const PickleValue*>& list = as<PickleItems>(top(), "list").values;
    list.insert(list.end(), values.begin(), values.end());
  }

  void set_all(const std::vector<const PickleValue*>& values) {
    if (values.size() % 2 != 0) refuse("the pickle in it is damaged: a key has no value");
    PickleDictionary& dictionary = as<PickleDictionary>(top(), "dictionary");
    for (std::size_t i = 0; i < values.size(); i += 2) {
      dictionary.members.emplace_back(values[i], values[i + 1]);
    }
  }

  void remember(std::uint32_t number) { memo_[number] = top(); }

  void recall(std::uint32_t number) {
    const auto found = memo_.find(number);
    if (found == memo_.end()) {
      refuse("the pickle in it is damaged: value " + std::to_string(number) + " is not there");
    }
    stack_.push_back(found->second);
  }

  void push_name(const std::string& module, const std::string& name) {
    push(PickleName{module + "." + name});
  }

  void global_from_lines() {
    const std::string module(reader_.line());
    push_name(module, std::string(reader_.line()));
  }

  void global_from_stack() {
    const std::vector<const PickleValue*> parts = last(2);
    push_name(as<std::string>(parts[0], "text"), as<std::string>(parts[1], "text"));
  }

  // ("storage", torch.FloatStorage, key, device, count): torch/serialization.py, persistent_id.
  void push_storage() {
    const std::vector<const PickleValue*> parts = as<PickleItems>(take(), "tuple").values;
    if (parts.size() != 5 || as<std::string>(parts[0], "text") != "storage") {
      refuse("the pickle in it refers to something other than a tensor's storage");
    }
    const std::string& type = as<PickleName>(parts[1], "type").text;
    const std::string_view prefix = "torch.";
    const std::optional<NumberKind> kind =
        type.starts_with(prefix) ? storage_kind(std::string_view(type).substr(prefix.size()))
                                 : std::nullopt;
    if (!kind) refuse("numbers of " + type + " cannot be read");
    push(PickleStorage{*kind, as<std::string>(parts[2], "text"),
                       as<std::int64_t>(parts[4], "number")});
  }

  void call() {
    const std::vector<const PickleValue*> call = last(2);
    const std::string& name = as<PickleName>(call[0], "name").text;
    const std::vector<const PickleValue*>& values = as<PickleItems>(call[1], "tuple").values;
    if (name == "collections.OrderedDict" && values.empty()) return push(PickleDictionary{});
    if (name == "torch._utils._rebuild_tensor_v2" && values.size() >= 4) return push_tensor(values);
    if (name == "torch._utils._rebuild_parameter" && !values.empty()) {
      return push(as<PickleTensor>(values[0], "tensor"));
    }
    refuse("the pickle in it wants to call " + name +
           ", which weights have no use for; nothing was called. Save the state_dict() alone");
  }

  void push_tensor(const std::vector<const PickleValue*>& values) {
    push(PickleTensor{as<PickleStorage>(values[0], "storage"),
                      as<std::int64_t>(values[1], "number"), sizes(values[2]), sizes(values[3])});
  }

  std::vector<std::int64_t> sizes(const PickleValue* value) {
    std::vector<std::int64_t> sizes;
    for (const PickleValue* size : as<PickleItems>(value, "tuple").values) {
      sizes.push_back(as<std::int64_t>(size, "number"));
    }
    return sizes;
  }

  ByteReader reader_;
  std::string_view source_;
  Pickle pickle_;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  std::map<std::uint32_t, PickleValue*> memo_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, std::string_view source) {
  return Machine(bytes, source).run();
}

}  // namespace timbre::model
