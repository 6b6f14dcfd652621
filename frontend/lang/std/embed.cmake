# Writes OUTPUT: the texts of FILES as rows of standard_library.cpp's table.
set(rows "")
foreach(file IN LISTS FILES)
  get_filename_component(name "${file}" NAME)
  file(READ "${file}" text)
  string(APPEND rows "{\"std/${name}\", R\"sinter(${text})sinter\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "${rows}")
