# Texts inside the binary: at build time the files of a folder become one source file, which defines `embedded_files()`
# in a library's namespace. With PACKED they are packs of the catalogue, and go in parsed and loaded, too, by a program that
# is built and run for that: nobody waits at every start for rules that never change.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

if(TARGET wardround_catalog)
  add_executable(pack_catalog tools/pack_catalog.cc)
  target_link_libraries(pack_catalog PRIVATE wardround_catalog)
  # What it writes is a library beside that of the folder, which everything else that uses the folder gets with it.
  add_library(wardround_catalog_files STATIC)
  target_include_directories(wardround_catalog_files PRIVATE src)
  target_link_libraries(wardround_catalog INTERFACE
    $<$<NOT:$<STREQUAL:$<TARGET_PROPERTY:NAME>,pack_catalog>>:wardround_catalog_files>)
endif()

function(embed_folder library folder namespace header)
  if(NOT TARGET ${library})
    return()
  endif()
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${folder}/*.yaml ${folder}/*.json)
  set(embedded ${CMAKE_BINARY_DIR}/generated/${library}.cc)
  set(pack "")
  set(packed "")
  set(packer "")
  if("PACKED" IN_LIST ARGN)
    set(packed ${CMAKE_BINARY_DIR}/generated/${library}_packed)
    set(packer pack_catalog)
    set(pack COMMAND ${packer} ${CMAKE_SOURCE_DIR}/${folder} ${packed})
  endif()
  add_custom_command(
    OUTPUT ${embedded}
    ${pack}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${CMAKE_SOURCE_DIR}/${folder} ${embedded} ${namespace} ${header} ${packed}
    DEPENDS ${files} tools/embed.py ${packer}
    COMMENT "Embedding ${folder}"
    VERBATIM)
  target_sources(${library} PRIVATE ${embedded})
endfunction()

embed_folder(wardround_catalog_files catalog catalog catalog/packed_catalog.h PACKED)
embed_folder(wardround_report src/report/schemas report report/check_json.h)
embed_folder(wardround_cli src/cli/templates cli cli/commands.h)
