# Headers that most files include, compiled once: a quarter of the time of a sanitizer build. The
# plain build does without: it judges warnings, and of precompiled headers GCC 12 forgets which are
# the system's. ccache keeps nothing that was compiled so.

# Position-independent code of libraries and that of programs differ for GCC: one owner for each.
if(TIMBRE_SANITIZE)
  set(source ${PROJECT_BINARY_DIR}/precompiled.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "int main() {}\n")
  set(standard <algorithm> <filesystem> <functional> <map> <memory> <optional> <string> <vector>)

  add_library(precompiled_for_stages OBJECT ${source})
  target_link_libraries(precompiled_for_stages PRIVATE timbre_flags)
  target_precompile_headers(precompiled_for_stages PRIVATE ${standard})

  if(TIMBRE_TESTS)
    add_executable(precompiled_for_tests ${source})
    target_link_libraries(precompiled_for_tests PRIVATE GTest::gmock timbre_flags)
    timbre_test_options(precompiled_for_tests)
    target_precompile_headers(precompiled_for_tests PRIVATE
      ${standard} <gmock/gmock.h> <gtest/gtest.h>)
  endif()
endif()

# timbre_precompile(TARGET stages|tests)
function(timbre_precompile target kind)
  if(TIMBRE_SANITIZE)
    target_precompile_headers(${target} REUSE_FROM precompiled_for_${kind})
  endif()
endfunction()
