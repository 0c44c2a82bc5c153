# Run while the bundle is installed: copies shared libraries into its lib/ and writes needs.json.
# Given are bundled_files, bundled_module and revision_folder.
set(prefix "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
# CUDA's libraries are the machine's; libc's parts belong to its loader.
set(left_out "^lib(cuda|cudart|cublas|cublasLt|cudnn|cufft|curand|nccl|nvrtc|nvJitLink)[._]"
             "^libcudnn_" "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|util|anl|nss_.*)\\.so")
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${bundled_files} MODULES ${bundled_module}
     RESOLVED_DEPENDENCIES_VAR libraries UNRESOLVED_DEPENDENCIES_VAR missing
     PRE_EXCLUDE_REGEXES ${left_out})
list(FILTER libraries EXCLUDE REGEX "/libtimbre_") # installed already
if(missing)
  message(FATAL_ERROR "these libraries are not found: ${missing}")
endif()
file(INSTALL ${libraries} DESTINATION ${prefix}/lib FOLLOW_SYMLINK_CHAIN)

# What the machine must bring: the newest version of libc that any file asks for, and CUDA's files.
file(GLOB binaries ${prefix}/lib/*.so* ${prefix}/bin/*)
set(glibc 2.2.5)
foreach(binary ${binaries})
  execute_process(COMMAND readelf --version-info ${binary} OUTPUT_VARIABLE versions ERROR_QUIET)
  string(REGEX MATCHALL "GLIBC_[0-9.]+" versions "${versions}")
  foreach(version ${versions})
    string(REPLACE "GLIBC_" "" version ${version})
    if(version VERSION_GREATER glibc)
      set(glibc ${version})
    endif()
  endforeach()
endforeach()
set(cuda_libraries "")
if(bundled_module)
  execute_process(COMMAND readelf --dynamic ${bundled_module} OUTPUT_VARIABLE dynamic)
  string(REGEX MATCHALL "\\[lib(cu|nv|nccl)[^]]*\\]" cuda_libraries "${dynamic}")
  list(TRANSFORM cuda_libraries REPLACE "\\[(.*)\\]" "\"\\1\"")
  list(JOIN cuda_libraries ", " cuda_libraries)
endif()
execute_process(COMMAND git -C ${revision_folder} describe --always --dirty --abbrev=12
                OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(WRITE ${prefix}/gpu_check/needs.json
     "{\"revision\": \"${revision}\", \"glibc\": \"${glibc}\", \"cuda\": [${cuda_libraries}]}\n")
