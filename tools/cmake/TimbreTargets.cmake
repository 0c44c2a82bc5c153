# One function for each kind of target, so that a folder's CMakeLists.txt is a list of files.

function(timbre_test_options target)
  # -O3 doubles the compile time of GoogleTest's macros, and what is tested is compiled elsewhere.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-O1>)
  if(TIMBRE_SANITIZE STREQUAL "address")
    # What is tested is checked for undefined behaviour; in the tests' own code, where GoogleTest's
    # templates are most of it, the checks would take a third of the whole compile time.
    target_compile_options(${target} PRIVATE -fno-sanitize=undefined)
  endif()
endfunction()
include(TimbrePrecompile)

# timbre_together(TARGET WHERE): a whole build of the target takes half of the time, and one after a
# change longer. TIMBRE_UNITY says where: TESTS leaves the STAGES alone. Highway includes a file of
# its own once for each instruction set, so that stays alone; so does one that puts an operator new
# in place of the library's.
function(timbre_together target where)
  if(TIMBRE_UNITY STREQUAL "OFF" OR (TIMBRE_UNITY STREQUAL "TESTS" AND where STREQUAL "STAGES"))
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  foreach(source IN LISTS sources)
    get_filename_component(path ${source} ABSOLUTE)
    file(STRINGS ${path} found REGEX "hwy/foreach_target.h|operator new\\(")
    if(found)
      set_source_files_properties(${source} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    endif()
  endforeach()
endfunction()

# What a run needs, without tests and benchmarks: the wrappers in tools/ build this target.
add_custom_target(programs)

# timbre_stage(NAME SOURCES file... [USES stage...] [LIBRARIES target...])
# A shared library timbre_NAME. Undefined symbols are errors, so a stage links only to its left.
function(timbre_stage name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target timbre_${name})
  add_library(${target} SHARED ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND timbre_)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${ARG_USES} PRIVATE ${ARG_LIBRARIES} timbre_flags)
  timbre_precompile(${target} stages)
  timbre_together(${target} STAGES)
  if(NOT TIMBRE_SANITIZE)
    target_link_options(${target} PRIVATE -Wl,--no-undefined)
  endif()
  install(TARGETS ${target} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endfunction()

# timbre_program(NAME USES stage... [LIBRARIES target...]): tools/NAME.cpp becomes build/bin/NAME.
function(timbre_program name)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
  add_executable(${name} ${name}.cpp)
  list(TRANSFORM ARG_USES PREPEND timbre_)
  target_link_libraries(${name} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} timbre_flags)
  add_dependencies(programs ${name})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set_property(GLOBAL APPEND PROPERTY TIMBRE_INSTALLED_PROGRAMS ${name})
endfunction()

# timbre_test(NAME SOURCES file... USES stage... [LIBRARIES target...]): the tests of one folder.
# Those of the CUDA backend go to machines with a GPU; counts are taken on the emulated device only.
function(timbre_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  set(target test_${name})
  add_executable(${target} ${ARG_SOURCES})
  list(TRANSFORM ARG_USES PREPEND timbre_)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${target} PRIVATE ${ARG_USES} ${ARG_LIBRARIES} GTest::gmock GTest::gtest_main
                                          timbre_flags)
  target_compile_definitions(${target} PRIVATE
    TIMBRE_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden"
    TIMBRE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(TIMBRE_HAVE_CUDA AND name MATCHES "^cuda_" AND NOT name MATCHES "_count")
    set_property(GLOBAL APPEND PROPERTY TIMBRE_DEVICE_PROGRAMS ${target})
  endif()
  timbre_test_options(${target})
  timbre_precompile(${target} tests)
  timbre_together(${target} TESTS)
  # Two programs that spin in OpenMP barriers on two cores slow each other a hundredfold.
  set(environment "OMP_WAIT_POLICY=passive")
  if(NOT TIMBRE_SANITIZE)
    gtest_discover_tests(${target} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 600 ENVIRONMENT ${environment})
    return()
  endif()
  # Under a sanitizer a program takes longer to start than most tests to run: each half of its tests
  # in one process takes two thirds of the time of a process for each.
  foreach(half 0 1)
    add_test(NAME ${name}.${half} COMMAND ${target})
    set_tests_properties(${name}.${half} PROPERTIES TIMEOUT 600 ENVIRONMENT
      "${environment};GTEST_TOTAL_SHARDS=2;GTEST_SHARD_INDEX=${half}")
  endforeach()
endfunction()

# timbre_bench(NAME USES stage...): bench/.../NAME.cpp with Google Benchmark.
function(timbre_bench name)
  cmake_parse_arguments(ARG "" "" "USES;LIBRARIES" ${ARGN})
  add_executable(bench_${name} ${name}.cpp)
  list(TRANSFORM ARG_USES PREPEND timbre_)
  target_include_directories(bench_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(bench_${name} PRIVATE ${ARG_USES} ${ARG_LIBRARIES}
                                              benchmark::benchmark_main timbre_flags)
endfunction()
