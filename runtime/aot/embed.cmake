# Writes OUTPUT: the texts of FILES as rows of aot.cpp's table.
set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND rows "{\"${name}\", R\"sinter(${text})sinter\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${rows}")
