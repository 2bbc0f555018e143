#pragma once

#include <string_view>

/// The files of render/page/, embedded when the library is built.
namespace mg::render::assets {

extern const std::string_view html;         ///< the frame, with `{{NAME}}` where page.cc puts something
extern const std::string_view style;        ///< CSS
extern const std::string_view script;       ///< JavaScript, all files in order, in one function of its own
extern const std::string_view script_hash;  ///< of it, as Content-Security-Policy names it: "sha256-…"

}  // namespace mg::render::assets
