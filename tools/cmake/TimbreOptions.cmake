# Options of the build, and the flags that hold for every target.
set(TIMBRE_CUDA "AUTO" CACHE STRING "Build the CUDA module: AUTO (when nvcc is found), ON or OFF")
set_property(CACHE TIMBRE_CUDA PROPERTY STRINGS AUTO ON OFF)
set(TIMBRE_SANITIZE "" CACHE STRING "Empty, address (with undefined) or thread")
set_property(CACHE TIMBRE_SANITIZE PROPERTY STRINGS "" address thread)
option(TIMBRE_TESTS "Build the tests" ON)
option(TIMBRE_BENCH "Build the benchmarks" OFF)
set(TIMBRE_UNITY "OFF" CACHE STRING "Compile files of one target together, some at a time: OFF, TESTS or ON")
set_property(CACHE TIMBRE_UNITY PROPERTY STRINGS OFF TESTS ON)
option(TIMBRE_WERROR "Treat warnings as errors" OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release, RelWithDebInfo or Debug" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# The same sources give the same numbers on every machine: no fused operations that the code did
# not ask for. Hot kernels fuse by name, in Highway.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-ffp-contract=off>)

# Messages that name a source file name it from the repository's root.
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=>)

include(GNUInstallDirs)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR})
# bin and lib lie in the build folder as they are installed, so that both find each other alike.
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}" "$ORIGIN")
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
# RPATH and not RUNPATH: in a bundle, libraries of others that have neither find each other by it.
add_link_options(-Wl,--disable-new-dtags)

add_library(timbre_flags INTERFACE)
target_compile_options(timbre_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 suspects an overlap in `"text" + std::string` (its bug 105651).
  target_compile_options(timbre_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
if(TIMBRE_WERROR AND NOT TIMBRE_SANITIZE) # GCC 12 warns of instrumented std::string without cause
  target_compile_options(timbre_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Werror> $<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings>)
endif()

# A local name is no shadow of another file's.
target_compile_options(timbre_flags INTERFACE
  $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wno-shadow>)

if(TIMBRE_SANITIZE)
  # Half of the compile time of -O2 -g, and the lines still stand in the reports.
  set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    # Without it, Highway's vectors are loops in plain C++ too, which take minutes to instrument.
    add_compile_options(-msse4.2 -maes -mpclmul)
  endif()
endif()
if(TIMBRE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(TIMBRE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(NOT TIMBRE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "TIMBRE_SANITIZE=${TIMBRE_SANITIZE}: allowed are address, thread or nothing")
endif()

# OpenMP shares oneDNN's pool of threads; TSAN does not understand it and gets std::thread.
if(TIMBRE_SANITIZE STREQUAL "thread")
  set(TIMBRE_OPENMP OFF)
else()
  set(TIMBRE_OPENMP ON)
endif()
