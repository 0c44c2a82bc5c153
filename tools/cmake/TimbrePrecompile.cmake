# Headers that most files include, compiled once: a third of the time of a build from nothing. With
# ccache the objects themselves are kept, and it keeps none that were compiled so.
if(CMAKE_CXX_COMPILER_LAUNCHER)
  set(precompile_by_default OFF)
else()
  set(precompile_by_default ON)
endif()
option(TIMBRE_PRECOMPILE "Precompile common headers" ${precompile_by_default})

# Position-independent code of libraries and that of programs differ for GCC: one owner for each.
if(TIMBRE_PRECOMPILE)
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
  if(TIMBRE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM precompiled_for_${kind})
  endif()
endfunction()
