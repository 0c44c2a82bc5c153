# Every library in use as an imported target. Debian's package names stand in tools/dev/packages.sh.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
if(TIMBRE_OPENMP)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
endif()

# The serial library by name where there are several; h5cc would add what HDF5 itself links.
pkg_search_module(Hdf5 REQUIRED IMPORTED_TARGET hdf5-serial hdf5)
add_library(timbre_hdf5 ALIAS PkgConfig::Hdf5)
pkg_check_modules(SndFile REQUIRED IMPORTED_TARGET sndfile)
pkg_check_modules(Png REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(Jpeg REQUIRED IMPORTED_TARGET libjpeg)
pkg_check_modules(Soxr REQUIRED IMPORTED_TARGET soxr)
pkg_check_modules(Highway REQUIRED IMPORTED_TARGET libhwy)
pkg_check_modules(Zlib REQUIRED IMPORTED_TARGET zlib)

# oneDNN's own config asks for OpenCL, which the CPU engine does not need.
find_library(ONEDNN_LIBRARY dnnl REQUIRED)
find_path(ONEDNN_INCLUDE_DIR dnnl.hpp REQUIRED)
add_library(timbre_onednn INTERFACE)
target_include_directories(timbre_onednn SYSTEM INTERFACE ${ONEDNN_INCLUDE_DIR})
target_link_libraries(timbre_onednn INTERFACE ${ONEDNN_LIBRARY})

if(TIMBRE_TESTS)
  find_package(GTest REQUIRED)
  include(GoogleTest)
endif()
if(TIMBRE_BENCH)
  find_package(benchmark REQUIRED)
endif()

set(TIMBRE_HAVE_CUDA OFF)
if(NOT TIMBRE_CUDA STREQUAL "OFF")
  include(TimbreCuda)
endif()
