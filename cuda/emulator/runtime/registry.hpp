#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "emulator/runtime/state.hpp"

namespace timbre::emulated {

/// The live objects behind one kind of handle.
template <typename Object>
class Registry {
 public:
  explicit Registry(std::string name) : name_(std::move(name)) {}

  Object* add(std::unique_ptr<Object> object) {
    objects_.push_back(std::move(object));
    return objects_.back().get();
  }

  /// Throws Refused for a handle that was never made, or was destroyed.
  Object& get(const Object* handle) const { return **find(handle); }
  void remove(const Object* handle) { objects_.erase(find(handle)); }
  const std::vector<std::unique_ptr<Object>>& all() const { return objects_; }

  /// Reports what was not destroyed, and destroys it.
  void reset() {
    if (!objects_.empty()) {
      add_report(FaultKind::leak,
                 std::to_string(objects_.size()) + " " + name_ + " never destroyed");
    }
    objects_.clear();
  }

 private:
  auto find(const Object* handle) const {
    const auto found = std::find_if(objects_.begin(), objects_.end(),
                                    [&](const auto& object) { return object.get() == handle; });
    if (found == objects_.end()) {
      throw Refused(cudaErrorInvalidResourceHandle,
                    "a handle that is not one of the live " + name_);
    }
    return found;
  }

  std::string name_;
  std::vector<std::unique_ptr<Object>> objects_;
};

}  // namespace timbre::emulated
