# Functions that make rooms (static libraries with declared arrows) and plug-in rooms (with a generated catalog).
# SPDX-License-Identifier: Apache-2.0

# hoshi_room(name [HOT] USES rooms... [LIBRARIES third-party targets...])
# All of src/<name>/**/*.cpp. Headers of other rooms are visible only through USES.
function(hoshi_room name)
  cmake_parse_arguments(ROOM "HOT" "" "USES;LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(NOT sources AND NOT ROOM_GENERATED)
    message(STATUS "room ${name}: empty")
    add_library(room_${name} INTERFACE)
    return()
  endif()
  add_library(room_${name} STATIC ${sources})
  target_include_directories(room_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(room_${name} PRIVATE $<$<CONFIG:Debug>:-O1>)
  if(ROOM_HOT)
    target_compile_options(room_${name} PRIVATE $<$<CONFIG:Release>:-O2>)
  endif()
  foreach(used IN LISTS ROOM_USES)
    target_link_libraries(room_${name} PUBLIC room_${used})
  endforeach()
  target_link_libraries(room_${name} PUBLIC ${ROOM_LIBRARIES})
  # What nearly every source includes, compiled once a room: a third of a clean build.
  target_precompile_headers(room_${name} PRIVATE <algorithm> <chrono> <functional> <map> <memory> <optional> <string>
                            <string_view> <vector> <tl/expected.hpp>)
  set_property(GLOBAL APPEND PROPERTY HOSHI_ARROWS "${name}: ${ROOM_USES}")
endfunction()

# As hoshi_room, and every .cpp directly in src/<name>/<folder>/ is a plug-in: it needs a .md page beside it and
# defines `extern const hoshi::<name>::<TYPE> <PREFIX><file name>`; a catalog of all of them is generated.
# A wrong name is a link error, a missing page a configure error; nothing relies on static constructors.
function(hoshi_plugin_room name)
  cmake_parse_arguments(ROOM "HOT" "FOLDER;TYPE;PREFIX" "USES;LIBRARIES" ${ARGN})
  set(hot "")
  if(ROOM_HOT)
    set(hot HOT)
  endif()
  hoshi_room(${name} ${hot} USES ${ROOM_USES} LIBRARIES ${ROOM_LIBRARIES})
  file(GLOB plugins CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/${ROOM_FOLDER}/*.cpp)
  set(declarations "")
  set(entries "")
  foreach(plugin IN LISTS plugins)
    get_filename_component(stem ${plugin} NAME_WE)
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/src/${name}/${ROOM_FOLDER}/${stem}.md)
      message(FATAL_ERROR "src/${name}/${ROOM_FOLDER}/${stem}.cpp has no page ${stem}.md beside it")
    endif()
    string(APPEND declarations "extern const ${ROOM_TYPE} ${ROOM_PREFIX}${stem};\n")
    string(APPEND entries "      &${ROOM_PREFIX}${stem},\n")
  endforeach()
  string(TOLOWER ${ROOM_TYPE} header)
  set(catalog ${CMAKE_BINARY_DIR}/generated/${name}_catalog.cpp)
  file(CONFIGURE OUTPUT ${catalog} CONTENT
"// Generated from the list of files in src/${name}/${ROOM_FOLDER}/.
// SPDX-License-Identifier: Apache-2.0
#include \"${name}/${header}.h\"

namespace hoshi::${name} {

${declarations}
const std::vector<const ${ROOM_TYPE}*>& catalog() {
  static const std::vector<const ${ROOM_TYPE}*> all{
${entries}  };
  return all;
}

}  // namespace hoshi::${name}
" @ONLY)
  get_target_property(kind room_${name} TYPE)
  if(NOT kind STREQUAL "INTERFACE_LIBRARY")
    target_sources(room_${name} PRIVATE ${catalog})
  endif()
endfunction()

# Embeds src/<name>/schema/NNNN_title[.dialect].sql into the room, in the order of their names.
function(hoshi_schema name)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/schema/*.sql)
  list(SORT files)
  set(entries "")
  foreach(path IN LISTS files)
    get_filename_component(file ${path} NAME)
    if(NOT file MATCHES "^0*([0-9]+)_([a-z_]+)\\.(sqlite\\.|postgresql\\.)?sql$")
      message(FATAL_ERROR "src/${name}/schema/${file} is not named NNNN_title[.dialect].sql")
    endif()
    set(number ${CMAKE_MATCH_1})
    set(title ${CMAKE_MATCH_2})
    string(REPLACE "." "" dialect "${CMAKE_MATCH_3}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} sql)
    string(APPEND entries "      {${number}, \"${title}\", \"${dialect}\", R\"hoshi(${sql})hoshi\"},\n")
  endforeach()
  set(generated ${CMAKE_BINARY_DIR}/generated/${name}_schema.cpp)
  file(CONFIGURE OUTPUT ${generated} CONTENT
"// Generated from the files in src/${name}/schema/.
// SPDX-License-Identifier: Apache-2.0
#include \"${name}/migrations.h\"

namespace hoshi::${name} {

const std::vector<SchemaFile>& schema_files() {
  static const std::vector<SchemaFile> all{
${entries}  };
  return all;
}

}  // namespace hoshi::${name}
" @ONLY)
  target_sources(room_${name} PRIVATE ${generated})
endfunction()

# Links a program with rooms and tells it where the data of this tree is.
function(hoshi_program name)
  foreach(used IN LISTS ARGN)
    target_link_libraries(${name} PRIVATE room_${used})
  endforeach()
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE HOSHI_DATA_FOLDER="${CMAKE_SOURCE_DIR}" HOSHI_VERSION="${PROJECT_VERSION}")
endfunction()
