#pragma once

#include <string>
#include <string_view>

namespace mg::emit {

/// What languages say differently in the statements of a Program; operators, conditions and brackets they have the
/// same. How a file begins and ends, and what its functions look like from outside, is not here.
struct Dialect {
  std::string_view number;  ///< goes before the name of a local number: "double "
  std::string_view index;   ///< likewise of that of a loop: "int "
  std::string_view broken;  ///< a statement: guards do not hold
  std::string_view work;    ///< the name of the work array
  bool has_lanes;           ///< whether loops with lanes are written with types of several numbers (lanes.h)

  std::string_view standard;                 ///< goes before the names of functions of the language
  std::string_view sqrt, abs, floor;         ///< those
  std::string_view library;                  ///< goes before the names of functions of the math library
  std::string_view own;                      ///< goes before the names of functions of the file
  std::string_view function, parameter;      ///< go before a name where a function, or a parameter, is defined
  std::string_view choose_lanes, each_lane;  ///< functions over lanes; the second is a template over another
  std::string (*literal)(double);
};

extern const Dialect cplusplus;

}  // namespace mg::emit
