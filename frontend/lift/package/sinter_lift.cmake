# sinter_lift(TARGET [STRICT] [SOURCES FILE...]): lifts the marked functions of a target's sources in its build.
#
# For each FILE, by default every source of TARGET that says SINTER_JIT, `#include "FILE.lifted.h"` (without FILE's
# ending) declares a function lifted::f for each marked function f; it runs f's program, with the plain f behind it.
# STRICT makes it an error of the build where a marked function cannot be lifted. What became of every function stands
# in lifted/TARGET/FILE.lifted.txt of the build folder.
function(sinter_lift target)
  cmake_parse_arguments(PARSE_ARGV 1 lift "STRICT" "" "SOURCES")
  if(lift_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "sinter_lift: unknown argument ${lift_UNPARSED_ARGUMENTS}")
  endif()
  if(TARGET sinter_lift_command)
    set(tool $<TARGET_FILE:sinter_lift_command>)
    set(depends sinter_lift_command)
  elseif(SINTER_LIFT_EXECUTABLE)
    set(tool ${SINTER_LIFT_EXECUTABLE})
    set(depends ${SINTER_LIFT_EXECUTABLE})
  else()
    message(FATAL_ERROR "sinter_lift: this installation of Sinter has no sinter-lift; it is built where Clang's libraries are found (SINTER_LIFT=ON, Debian: libclang-19-dev)")
  endif()
  if(NOT lift_SOURCES)
    get_target_property(sources ${target} SOURCES)
    get_target_property(folder ${target} SOURCE_DIR)
    foreach(source ${sources})
      get_filename_component(path ${source} ABSOLUTE BASE_DIR ${folder})
      if(NOT EXISTS ${path})
        continue()
      endif()
      file(STRINGS ${path} marks REGEX "SINTER_JIT" LIMIT_COUNT 1)
      if(marks)
        list(APPEND lift_SOURCES ${source})
      endif()
    endforeach()
  endif()
  if(NOT lift_SOURCES)
    message(FATAL_ERROR "sinter_lift: no source of ${target} marks a function with SINTER_JIT")
  endif()
  get_target_property(standard ${target} CXX_STANDARD)
  if(NOT standard)
    set(standard 20)
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/lifted/${target})
  file(MAKE_DIRECTORY ${folder})
  set(includes "$<TARGET_PROPERTY:${target},INCLUDE_DIRECTORIES>")
  set(definitions "$<TARGET_PROPERTY:${target},COMPILE_DEFINITIONS>")
  set(headers)
  set(strict)
  if(lift_STRICT)
    set(strict --strict)
  endif()
  foreach(source ${lift_SOURCES})
    get_filename_component(path ${source} ABSOLUTE)
    get_filename_component(name ${source} NAME_WE)
    set(header ${folder}/${name}.lifted.h)
    add_custom_command(
      OUTPUT ${header}
      BYPRODUCTS ${folder}/${name}.lifted.txt ${folder}/${name}.lifted.sinter
      COMMAND ${tool} ${path} ${strict} --header ${header} --report-to ${folder}/${name}.lifted.txt -o ${folder}/${name}.lifted.sinter
              --depfile ${header}.d -- -std=c++${standard} "$<$<BOOL:${includes}>:-I$<JOIN:${includes},;-I>>"
              "$<$<BOOL:${definitions}>:-D$<JOIN:${definitions},;-D>>"
      DEPENDS ${path} ${depends}
      DEPFILE ${header}.d
      COMMENT "Lifting ${name}"
      COMMAND_EXPAND_LISTS VERBATIM)
    list(APPEND headers ${header})
  endforeach()
  target_sources(${target} PRIVATE ${headers})
  # The headers alone, for tools that read sources and need no objects.
  add_custom_target(${target}_lifted DEPENDS ${headers})
  add_dependencies(${target} ${target}_lifted)
  set_property(GLOBAL APPEND PROPERTY SINTER_LIFTED_TARGETS ${target}_lifted)
  target_include_directories(${target} PRIVATE ${folder})
  target_link_libraries(${target} PRIVATE sinter::sinter)
endfunction()
