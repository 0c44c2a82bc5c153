# The CUDA backend's files, below cuda/. nvcc builds them for the module that programs open at run
# time; the emulated device compiles the same files as C++ (emulator/CMakeLists.txt).
set(TIMBRE_CUDA_SOURCES
  makers.cpp
  core/device.cpp
  features/examples.cu
  features/feature_plan.cpp
  features/mel_fours.cpp
  features/transform_tables.cpp
  model/batch_norm_cudnn.cpp
  model/column_sums_cudnn.cpp
  model/conv2d_cudnn.cpp
  model/conv_algorithms.cpp
  model/conv_layout.cu
  model/conv_shape.cpp
  model/libraries.cpp
  model/library_handle.cpp
  model/matmul_cublas.cpp
  model/pool_cudnn.cpp
  model/tensor_cudnn.cpp)
set(TIMBRE_CUDA_STAGES timbre_core timbre_config timbre_features timbre_dataset timbre_model)
