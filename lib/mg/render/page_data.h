#pragma once

#include <string>

#include "mg/render/page.h"

// The data of a page, as JSON for its scripts: columns, read by page/model.js.

namespace mg::render {

/// Op, arguments, value, gradient, name, scope and line of each node that the page holds.
std::string node_columns(const Page& page);

/// The page's title, and its views with their boxes, without the SVG.
std::string view_table(const Page& page);

}  // namespace mg::render
