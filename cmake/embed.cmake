# The catalogue inside the binary: at build time, all catalog/**/*.yaml become one source file of wardround_catalog.
if(TARGET wardround_catalog)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  file(GLOB_RECURSE catalog_files CONFIGURE_DEPENDS catalog/*.yaml)
  # The list is a dependency of its own, so that a file that went away is noticed.
  set(catalog_list ${CMAKE_BINARY_DIR}/generated/embedded_catalog.list)
  file(CONFIGURE OUTPUT ${catalog_list} CONTENT "${catalog_files}")
  set(embedded ${CMAKE_BINARY_DIR}/generated/embedded_catalog.cc)
  add_custom_command(
    OUTPUT ${embedded}
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_SOURCE_DIR}/tools/embed.py ${CMAKE_SOURCE_DIR}/catalog ${embedded}
    DEPENDS ${catalog_files} ${catalog_list} tools/embed.py
    COMMENT "Embedding the catalogue"
    VERBATIM)
  target_sources(wardround_catalog PRIVATE ${embedded})
endif()
