#pragma once

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace examples {

/// Ends the program with a line about how it is called where there are fewer arguments than `least` or more than
/// `most`, or one looks like an option: else `--help` would be the name of a file.
inline void expect_arguments(int least, int most, int argc, char** argv, std::string_view usage) {
  bool is_good = argc > least && argc <= most + 1;
  for (int i = 1; i < argc; ++i) is_good = is_good && !std::string_view(argv[i]).starts_with('-');
  if (is_good) return;
  std::cerr << "usage: " << usage << '\n';
  std::exit(2);
}

}  // namespace examples
