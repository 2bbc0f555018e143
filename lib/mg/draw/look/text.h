#pragma once

// Text for DOT: names, which may hold any bytes, made harmless; and numbers.

#include <cstddef>
#include <string>
#include <string_view>

#include "mg/base/clean.h"
#include "mg/base/utf8.h"

namespace mg::draw {

/// At most `most` characters of clean text; where more are left out, the last of them is "…".
std::string shorten(std::string_view text, std::size_t most);

/// Clean text as the content of an HTML-like label. A newline becomes a line break. Never empty, as Graphviz wants it.
std::string escape_html(std::string_view text);

/// Clean text inside a double-quoted attribute that Graphviz shows as text: a tooltip.
std::string escape_quoted(std::string_view text);

/// The name of a graph, without anything that would need an escape.
std::string graph_name(std::string_view title);

/// Three digits and a true minus sign: "−0.56", "∞", "NaN".
std::string short_number(double number);

}  // namespace mg::draw
