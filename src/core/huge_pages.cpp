#include "timbre/core/huge_pages.hpp"

#include <sys/mman.h>

#include <cstdint>

namespace timbre {

void prefer_huge_pages(void* address, std::size_t bytes) noexcept {
  // Only pages that lie whole in the range are anybody's business.
  const auto begin = (reinterpret_cast<std::uintptr_t>(address) + huge_page - 1) & ~(huge_page - 1);
  const auto end = (reinterpret_cast<std::uintptr_t>(address) + bytes) & ~(huge_page - 1);
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace timbre
