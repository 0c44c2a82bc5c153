# The CUDA backend's files, below cuda/. nvcc builds them for the module that programs open at run
# time; the emulated device compiles the same files as C++ (emulator/CMakeLists.txt).
set(TIMBRE_CUDA_SOURCES
  makers.cpp
  core/device.cpp
  core/step_graph.cpp
  dataset/batch_source.cpp
  dataset/fill_batch.cu
  dataset/resident_examples.cpp
  features/examples.cu
  features/feature_plan.cpp
  features/mel_fours.cpp
  features/transform_tables.cpp
  model/adam.cu
  model/batch_norm_cudnn.cpp
  model/column_sums_cudnn.cpp
  model/conv2d_cudnn.cpp
  model/conv_algorithms.cpp
  model/conv_layout.cu
  model/conv_shape.cpp
  model/epilogue.cu
  model/epilogue_op.cpp
  model/fold.cu
  model/folded_chain.cpp
  model/libraries.cpp
  model/library_handle.cpp
  model/linear_op.cpp
  model/loss_op.cpp
  model/make_op.cpp
  model/matmul_cublas.cpp
  model/narrow.cu
  model/narrow_op.cpp
  model/pool_cudnn.cpp
  model/product.cpp
  model/program.cpp
  model/softmax_loss.cu
  model/tensor_cudnn.cpp)
set(TIMBRE_CUDA_STAGES timbre_core timbre_config timbre_features timbre_dataset timbre_model)
