#pragma once

#include <sstream>
#include <string>

namespace timbre::features {

/// "11025" or "0.5": a number as short as a message wants it.
inline std::string format_number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

}  // namespace timbre::features
