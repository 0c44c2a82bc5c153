# Every library in use as an imported target. Debian 12 package names stand in tools/setup.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)
if(TIMBRE_OPENMP)
  find_package(OpenMP REQUIRED COMPONENTS CXX)
endif()

pkg_check_modules(SndFile REQUIRED IMPORTED_TARGET sndfile)
pkg_check_modules(Soxr REQUIRED IMPORTED_TARGET soxr)
pkg_check_modules(Highway REQUIRED IMPORTED_TARGET libhwy)

# oneDNN's own config asks for OpenCL, which the CPU engine does not need.
find_library(ONEDNN_LIBRARY dnnl REQUIRED)
find_path(ONEDNN_INCLUDE_DIR dnnl.hpp REQUIRED)
add_library(timbre_onednn INTERFACE)
target_include_directories(timbre_onednn SYSTEM INTERFACE ${ONEDNN_INCLUDE_DIR})
target_link_libraries(timbre_onednn INTERFACE ${ONEDNN_LIBRARY})

# Debian's HDF5 target carries no include folder of its own when found through h5cc.
add_library(timbre_hdf5 INTERFACE)
target_include_directories(timbre_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(timbre_hdf5 INTERFACE ${HDF5_LIBRARIES})

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
