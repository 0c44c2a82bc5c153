# Finds nvcc and the CUDA libraries; sets TIMBRE_HAVE_CUDA.
include(CheckLanguage)
check_language(CUDA)
if(CMAKE_CUDA_COMPILER)
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 80-real 90)
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
elseif(TIMBRE_CUDA STREQUAL "ON")
  message(FATAL_ERROR "TIMBRE_CUDA=ON, but no CUDA compiler was found: put nvcc on PATH, set "
                      "CMAKE_CUDA_COMPILER, or use TIMBRE_CUDA=AUTO")
endif()
message(STATUS "CUDA module: ${TIMBRE_HAVE_CUDA}")
