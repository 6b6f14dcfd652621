# What is installed, and where.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# With SINTER_BUNDLE the folder holds every library but those of the C and C++ compilers, in a folder of its own where
# no linker looks.
if(SINTER_BUNDLE)
  set(bundled RUNTIME_DEPENDENCY_SET sinter_dependencies)
  install(RUNTIME_DEPENDENCY_SET sinter_dependencies
          PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|gcc_s|stdc\\+\\+)\\.so" "^libsinter"
          POST_EXCLUDE_REGEXES "/libsinter[^/]*$"
          DIRECTORIES ${LLVM_LIBRARY_DIR}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sinter)
endif()

install(TARGETS sinter sinter_headers EXPORT sinter-targets ${bundled}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(folder compiler runtime frontend/api)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${folder}/include/sinter DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
          FILES_MATCHING PATTERN "*.h")
endforeach()
if(TARGET sinter_llvm)
  install(TARGETS sinter_llvm sinter_compile_worker ${bundled}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/sinter RUNTIME DESTINATION ${CMAKE_INSTALL_LIBDIR}/sinter)
endif()
if(TARGET sinter_command)
  install(TARGETS sinter_command ${bundled} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

if(TARGET sinter_lift_command)
  install(TARGETS sinter_lift_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
set(SINTER_LIFT_FUNCTION ${PROJECT_SOURCE_DIR}/frontend/lift/package/sinter_lift.cmake)

install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/sinter)
install(EXPORT sinter-targets NAMESPACE sinter:: DESTINATION ${package_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sinter-config.cmake.in ${PROJECT_BINARY_DIR}/sinter-config.cmake
                              INSTALL_DESTINATION ${package_folder} PATH_VARS CMAKE_INSTALL_BINDIR)
# Before 1.0 a minor version may break.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sinter-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/sinter-config.cmake ${PROJECT_BINARY_DIR}/sinter-config-version.cmake ${SINTER_LIFT_FUNCTION}
        DESTINATION ${package_folder})

file(RELATIVE_PATH pc_to_prefix /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
configure_file(${CMAKE_CURRENT_LIST_DIR}/sinter.pc.in ${PROJECT_BINARY_DIR}/sinter.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/sinter.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# What an installation needs built; with tests in the build that is not all of it (tests/cuda/device_check has more).
add_custom_target(installed_targets DEPENDS sinter)
foreach(target sinter_llvm sinter_compile_worker sinter_command sinter_lift_command)
  if(TARGET ${target})
    add_dependencies(installed_targets ${target})
  endif()
endforeach()
