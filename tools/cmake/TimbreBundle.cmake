# `cpack` in the build folder, and tools/gpu_check, make one archive that runs wherever it is
# unpacked: what `cmake --install` installs, and the component `bundle` beside it, which holds the
# device tests, the benchmarks, the check of a GPU, and the shared libraries of all of them.
get_property(device_programs GLOBAL PROPERTY TIMBRE_DEVICE_PROGRAMS)
get_property(installed_programs GLOBAL PROPERTY TIMBRE_INSTALLED_PROGRAMS)
add_custom_target(bundle_programs DEPENDS programs ${device_programs})
if(device_programs)
  install(TARGETS ${device_programs} RUNTIME DESTINATION bin COMPONENT bundle EXCLUDE_FROM_ALL)
endif()
install(DIRECTORY tools/bundle/ DESTINATION gpu_check COMPONENT bundle EXCLUDE_FROM_ALL
        USE_SOURCE_PERMISSIONS PATTERN __pycache__ EXCLUDE)
install(DIRECTORY bench/peers DESTINATION gpu_check COMPONENT bundle EXCLUDE_FROM_ALL
        PATTERN __pycache__ EXCLUDE)
install(DIRECTORY tests/golden DESTINATION share/timbre COMPONENT bundle EXCLUDE_FROM_ALL)

# The libraries that they need, other than libc's and CUDA's: a driver and the toolkit bring those.
set(bundled_targets ${installed_programs} ${device_programs})
list(TRANSFORM bundled_targets REPLACE "(.+)" "$<TARGET_FILE:\\1>" OUTPUT_VARIABLE bundled_files)
if(TARGET timbre_cuda)
  set(bundled_module $<TARGET_FILE:timbre_cuda>)
endif()
install(CODE "
  set(bundled_files \"${bundled_files}\")
  set(bundled_module \"${bundled_module}\")
  set(revision_folder \"${PROJECT_SOURCE_DIR}\")
  include(\"${PROJECT_SOURCE_DIR}/tools/cmake/bundle_libraries.cmake\")
" COMPONENT bundle EXCLUDE_FROM_ALL)

set(CPACK_PACKAGE_NAME timbre)
set(CPACK_PACKAGE_FILE_NAME
    timbre-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_GENERATOR TZST)
set(CPACK_COMPONENTS_ALL Unspecified bundle)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
set(CPACK_STRIP_FILES ON)
include(CPack)
