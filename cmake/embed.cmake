# Texts inside the binary: at build time the files of a folder become one source file of a library, which defines
# `embedded_files()` in that library's namespace. With TREES their YAML goes in parsed, too, by a program that is built
# and run for that: nobody waits at every start for YAML that never changes.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

if(TARGET wardround_text)
  add_executable(pack_trees tools/pack_trees.cc)
  target_link_libraries(pack_trees PRIVATE wardround_text)
endif()

function(embed_folder library folder namespace header)
  if(NOT TARGET ${library})
    return()
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*.yaml ${folder}/*.json)
  set(embedded ${CMAKE_BINARY_DIR}/generated/${library}_files.cc)
  set(pack "")
  set(trees "")
  if("TREES" IN_LIST ARGN)
    set(trees ${CMAKE_BINARY_DIR}/generated/${library}_trees)
    set(pack COMMAND pack_trees ${CMAKE_SOURCE_DIR}/${folder} ${trees})
  endif()
  add_custom_command(
    OUTPUT ${embedded}
    ${pack}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${CMAKE_SOURCE_DIR}/${folder} ${embedded} ${namespace} ${header} ${trees}
    DEPENDS ${files} tools/embed.py
    COMMENT "Embedding ${folder}"
    VERBATIM)
  target_sources(${library} PRIVATE ${embedded})
endfunction()

embed_folder(wardround_catalog catalog catalog catalog/catalog.h TREES)
embed_folder(wardround_report src/report/schemas report report/check_json.h)
embed_folder(wardround_cli src/cli/templates cli cli/commands.h)
