# Runs at each build: writes chutes/version.h again only if version or commit changed.
# Takes SOURCE_DIR, INPUT, OUTPUT, PROJECT_VERSION.
set(CHUTES_COMMIT unknown)
find_program(GIT git)
if(GIT)
  execute_process(COMMAND ${GIT} rev-parse --short=12 HEAD WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE commit
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(CHUTES_COMMIT ${commit})
    execute_process(COMMAND ${GIT} status --porcelain WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE changes
                    ERROR_QUIET)
    if(changes)
      string(APPEND CHUTES_COMMIT -dirty)
    endif()
  endif()
endif()
configure_file(${INPUT} ${OUTPUT} @ONLY)
