# Texts inside the binary: at build time the files of a folder become one source file of a library, which defines
# `embedded_files()` in that library's namespace.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(embed_folder library folder namespace header)
  if(NOT TARGET ${library})
    return()
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*.yaml ${folder}/*.json)
  set(embedded ${CMAKE_BINARY_DIR}/generated/${library}_files.cc)
  add_custom_command(
    OUTPUT ${embedded}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${CMAKE_SOURCE_DIR}/${folder} ${embedded} ${namespace} ${header}
    DEPENDS ${files} tools/embed.py
    COMMENT "Embedding ${folder}"
    VERBATIM)
  target_sources(${library} PRIVATE ${embedded})
endfunction()

embed_folder(wardround_catalog catalog catalog catalog/catalog.h)
embed_folder(wardround_report src/report/schemas report report/check_json.h)
embed_folder(wardround_cli src/cli/templates cli cli/commands.h)
