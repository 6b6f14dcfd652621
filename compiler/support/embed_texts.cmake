# Texts inside of the binary: sinter_embed_texts(TARGET FILE PREFIX TEXT...) writes FILE, below the target's folder of generated
# headers, as rows {"PREFIXname", R"sinter(text)sinter"}. Run as a script (-P), it is the step that writes them.
if(CMAKE_SCRIPT_MODE_FILE)
  set(rows "")
  foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND rows "{\"${PREFIX}${name}\", R\"sinter(${text})sinter\"},\n")
  endforeach()
  file(WRITE "${OUTPUT}" "${rows}")
  return()
endif()

set(SINTER_EMBED_TEXTS_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(sinter_embed_texts target name prefix)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/generated/${name})
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DPREFIX=${prefix} "-DFILES=${ARGN}" -P ${SINTER_EMBED_TEXTS_SCRIPT}
    DEPENDS ${ARGN} ${SINTER_EMBED_TEXTS_SCRIPT}
    VERBATIM)
  if(NOT EXISTS ${output})  # clang-tidy reads sources before anything is built
    execute_process(COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DPREFIX=${prefix} "-DFILES=${ARGN}" -P ${SINTER_EMBED_TEXTS_SCRIPT}
                    COMMAND_ERROR_IS_FATAL ANY)
  endif()
  target_sources(${target} PRIVATE ${output})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()
