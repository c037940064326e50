# Tests that look at the whole: properties, the binary's behaviour, the house rules. Unit tests stand beside the code.
# WARDROUND_CORPUS, WARDROUND_REFERENCE and WARDROUND_SCHEMAS name folders of outside material; what needs one of
# them and does not find it leaves with 77, which ctest shows as "Skipped".
find_package(benchmark QUIET)
option(WARDROUND_BENCH "build tests/bench with Google Benchmark" ${WARDROUND_TESTS})

if(WARDROUND_BENCH AND benchmark_FOUND)
  file(GLOB benches CONFIGURE_DEPENDS tests/bench/*.cc)
  if(benches)
    add_executable(wardround_bench ${benches})
    target_link_libraries(wardround_bench PRIVATE ${lower} ${floor_libraries} benchmark::benchmark_main)
    target_compile_options(wardround_bench PRIVATE -Wno-conversion -Wno-sign-conversion)
    target_compile_definitions(wardround_bench PRIVATE WARDROUND_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  endif()
endif()

if(WARDROUND_TESTS)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)

  # A check written in Python: exit 0 passed, 77 skipped, anything else failed.
  function(python_test name script)
    add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -B ${CMAKE_SOURCE_DIR}/tests/${script} ${ARGN})
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
  endfunction()

  file(GLOB properties CONFIGURE_DEPENDS tests/property/*_test.cc)
  if(properties)
    add_executable(property_test ${properties})
    target_link_libraries(property_test PRIVATE ${lower} ${floor_libraries} GTest::gmock_main ${RAPIDCHECK})
    target_compile_options(property_test PRIVATE -Wno-conversion -Wno-sign-conversion)
    target_compile_definitions(property_test PRIVATE WARDROUND_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    foreach(shard IN ITEMS 0 1)  # two halves side by side: the slowest entry decides how long a test run takes
      add_test(NAME property.${shard} COMMAND property_test)
      set_tests_properties(property.${shard} PROPERTIES ENVIRONMENT "GTEST_TOTAL_SHARDS=2;GTEST_SHARD_INDEX=${shard}")
    endforeach()
  endif()

  if(TARGET wardround_bench)
    add_test(NAME bench.smoke COMMAND wardround_bench --benchmark_min_time=0.001)
  endif()

  python_test(house.layers layers_test.py)
  python_test(house.style style_test.py)
  python_test(house.diagnostics_coverage diagnostics_coverage_test.py)
  python_test(golden.runner golden/run_test.py)
  if(TARGET wardround)
    file(GLOB areas CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/golden/*)
    foreach(area IN LISTS areas)
      if(IS_DIRECTORY ${area} AND NOT area MATCHES "__pycache__$")
        get_filename_component(name ${area} NAME)
        python_test(golden.${name} golden/run.py --binary $<TARGET_FILE:wardround> --area ${name})
      endif()
    endforeach()
    python_test(bad_input bad_input_test.py --binary $<TARGET_FILE:wardround>)
  endif()
endif()
