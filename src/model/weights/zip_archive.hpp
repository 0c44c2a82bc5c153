#pragma once

#include <map>
#include <string>
#include <string_view>

namespace timbre::model {

/// Whether bytes begin as a zip archive does.
bool is_zip(std::string_view bytes);

/// The files of a zip archive that keeps them uncompressed, as torch.save writes it. Sizes, places
/// and check sums are verified. Source: APPNOTE.TXT 6.3.10, sections 4.3 to 4.5.
class ZipArchive {
 public:
  /// Refers to `bytes`, which must outlive it. Throws Error that names `source`.
  ZipArchive(std::string_view bytes, std::string_view source);

  const std::map<std::string, std::string_view, std::less<>>& files() const { return files_; }

 private:
  std::map<std::string, std::string_view, std::less<>> files_;
};

}  // namespace timbre::model
