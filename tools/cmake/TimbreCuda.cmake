# Finds an nvcc that works, the CUDA libraries and cuDNN; sets TIMBRE_HAVE_CUDA. With
# TIMBRE_CUDA=AUTO one line says why the module is left out, and the build goes on without it.
include(CheckLanguage)

set(get_nvcc "Put nvcc 12 or newer on PATH or set CMAKE_CUDA_COMPILER")
set(get_cudnn "Install cuDNN 9 (cudnn.h, libcudnn.so) and set CUDNN_PATH if it lies elsewhere")

function(timbre_no_cuda reason remedy)
  if(TIMBRE_CUDA STREQUAL "ON")
    message(FATAL_ERROR "TIMBRE_CUDA=ON, but ${reason}. ${remedy}, then configure with --fresh; or "
                        "use TIMBRE_CUDA=AUTO")
  endif()
  message(STATUS "CUDA module: left out, ${reason}")
endfunction()

# The toolkit's installer does not put nvcc on PATH.
find_program(TIMBRE_NVCC nvcc HINTS ENV CUDA_PATH PATH_SUFFIXES bin PATHS /usr/local/cuda/bin)
mark_as_advanced(TIMBRE_NVCC)
if(NOT TIMBRE_NVCC AND NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
  timbre_no_cuda("there is no nvcc on this machine" "${get_nvcc}")
  return()
endif()
if(TIMBRE_NVCC AND NOT DEFINED ENV{CUDACXX})
  set(ENV{CUDACXX} ${TIMBRE_NVCC})
endif()
check_language(CUDA)
if(NOT CMAKE_CUDA_COMPILER)
  timbre_no_cuda("nvcc is there but compiles nothing (CMakeFiles/CMakeError.log says why)" "${get_nvcc}")
  return()
endif()

execute_process(COMMAND ${CMAKE_CUDA_COMPILER} --version OUTPUT_VARIABLE nvcc_version ERROR_QUIET)
string(REGEX MATCH "release ([0-9.]+)" nvcc_version "${nvcc_version}")
set(nvcc_version ${CMAKE_MATCH_1})
if(NOT nvcc_version OR nvcc_version VERSION_LESS 12.0)
  timbre_no_cuda("nvcc ${nvcc_version} does not know C++20" "${get_nvcc}")
  return()
endif()

get_filename_component(toolkit ${CMAKE_CUDA_COMPILER} REALPATH)
get_filename_component(toolkit ${toolkit}/../.. ABSOLUTE)
find_path(TIMBRE_CUDNN_INCLUDE cudnn.h HINTS ENV CUDNN_PATH ${toolkit} PATH_SUFFIXES include)
find_library(TIMBRE_CUDNN_LIBRARY cudnn HINTS ENV CUDNN_PATH ${toolkit} PATH_SUFFIXES lib64 lib)
mark_as_advanced(TIMBRE_CUDNN_INCLUDE TIMBRE_CUDNN_LIBRARY)
if(NOT TIMBRE_CUDNN_INCLUDE OR NOT TIMBRE_CUDNN_LIBRARY)
  timbre_no_cuda("cuDNN is not there" "${get_cudnn}")
  return()
endif()

if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
  # Machine code for Ampere and Hopper, PTX for what comes after.
  set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 90-virtual)
endif()
# Static: the module must not pull libcudart.so into a program that runs without a driver.
set(CMAKE_CUDA_RUNTIME_LIBRARY Static)
enable_language(CUDA)
if(NOT DEFINED CMAKE_CUDA20_STANDARD_COMPILE_OPTION)
  # CMake 3.25.1 (Debian 12) does not know C++20 for nvcc; 3.25.2 does.
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
endif()
set(CMAKE_CUDA_STANDARD 20)
find_package(CUDAToolkit REQUIRED)
set(TIMBRE_HAVE_CUDA ON)
message(STATUS "CUDA module: built by nvcc ${CMAKE_CUDA_COMPILER_VERSION} for "
               "${CMAKE_CUDA_ARCHITECTURES}")
