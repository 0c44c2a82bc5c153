# The CUDA backend's files, below cuda/. nvcc builds them for the module that programs open at run
# time; the emulated device compiles the same files as C++ (emulator/CMakeLists.txt).
set(TIMBRE_CUDA_SOURCES
  makers.cpp
  core/device.cpp)
set(TIMBRE_CUDA_STAGES timbre_core timbre_config timbre_features timbre_dataset timbre_model)
