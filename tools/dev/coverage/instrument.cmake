# Included at the end of project() by tools/dev/coverage_kernels: the emulated backend and its tests
# count how often each line runs; the stages beside them stay as they are.
function(timbre_count_lines)
  get_directory_property(tests DIRECTORY ${PROJECT_SOURCE_DIR}/tests/cuda BUILDSYSTEM_TARGETS)
  foreach(target timbre_emulated ${tests})
    get_target_property(type ${target} TYPE)
    if(type MATCHES "EXECUTABLE|STATIC_LIBRARY" AND NOT target MATCHES "counting")
      # Blocks run on several threads. Without optimisation, lines are those of the source.
      target_compile_options(${target} PRIVATE --coverage -fprofile-update=atomic -O0)
    endif()
  endforeach()
  target_link_options(timbre_emulated INTERFACE --coverage)
endfunction()
cmake_language(DEFER CALL timbre_count_lines)
