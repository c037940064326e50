# The binary `wardround`, at the top of the build folder: build/release/wardround. Only src/cli knows the version and CLI11.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_FILE})
file(GLOB main CONFIGURE_DEPENDS src/cli/main.cc)
if(TARGET wardround_cli)
  target_compile_definitions(wardround_cli PRIVATE WARDROUND_VERSION="${PROJECT_VERSION}")
  target_link_libraries(wardround_cli PRIVATE CLI11::CLI11)
  # The archives where they are there: a shared library would cost every command that draws nothing.
  find_library(NCURSESW NAMES libncursesw.a ncursesw REQUIRED)
  find_library(TINFO NAMES libtinfo.a tinfo)
  target_link_libraries(wardround_cli PRIVATE ${NCURSESW})
  if(TINFO)  # where it is no part of the other
    target_link_libraries(wardround_cli PRIVATE ${TINFO})
  endif()
  if(NOT WARDROUND_SANITIZE AND NOT WARDROUND_FUZZ)  # which bring an allocator of their own
    target_compile_definitions(wardround_cli PRIVATE WARDROUND_LARGE_PAGES)
  endif()
endif()
if(main)
  add_executable(wardround ${main})
  target_link_libraries(wardround PRIVATE ${lower} ${floor_libraries} CLI11::CLI11)
  target_compile_definitions(wardround PRIVATE WARDROUND_VERSION="${PROJECT_VERSION}")
  set_target_properties(wardround PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endif()
