#pragma once

#include <string>
#include <string_view>

namespace timbre::report {

/// "data:image/png;base64,...": bytes inside a page (RFC 2397, RFC 4648).
std::string data_uri(std::string_view media_type, std::string_view bytes);

}  // namespace timbre::report
