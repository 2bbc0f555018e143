// The layers: which folder of lib/mg may include which, and what may come from outside of the standard library and fmt.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace mg {
namespace {

namespace fs = std::filesystem;

using Names = std::set<std::string>;

// The table of the design: a folder, and the other folders that it may include.
const std::map<std::string, Names> may_include{
    {"base", {}},
    {"core", {"base"}},
    {"nn", {"base", "core"}},
    {"text", {"base", "core"}},
    {"passes", {"base", "core"}},
    {"program", {"base", "core"}},
    {"reroll", {"base", "core", "passes", "program"}},
    {"exec", {"base", "core", "passes", "program", "reroll"}},
    {"draw", {"base", "core", "passes", "reroll"}},
    {"render", {"base", "core", "draw"}},
    {"emit", {"base", "core", "passes", "program", "reroll"}},
    {"check", {"base", "core", "emit", "exec", "passes", "program", "reroll"}},
};

// Layers in sub-folders: which of them may include which. What stands in the layer's own folder may include all.
const std::map<std::string, Names> may_include_in_layer{
    {"draw/look", {}},
    {"draw/cards", {"draw/look"}},
    {"draw/structure", {"draw/look"}},
    {"draw/plan", {"draw/look", "draw/structure"}},
    {"draw/facts", {"draw/cards", "draw/look", "draw/plan", "draw/structure"}},
    {"draw/picture", {"draw/cards", "draw/facts", "draw/look", "draw/plan", "draw/structure"}},
    {"program/passes", {"program"}},
};

// What a library from outside is called in an #include, and the one place that may use it.
const std::map<std::string, std::string> sole_user{
    {"graphviz", "lib/mg/render"},
    {"boost", "tools"},
    {"Eigen", "lib/mg/core/eigen.h"},
    {"gtest", "tests"},
};

struct Include {
  std::string from;  // of the includer, relative to the top, with '/'
  std::string what;  // between the quotes or angles
};

/// What a line of source includes, between the quotes or angles; "" if it is no #include.
std::string included_by(std::string_view line) {
  const auto skip = [&](std::string_view prefix) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(prefix)) return false;
    line.remove_prefix(prefix.size());
    return true;
  };
  if (!skip("#") || !skip("include") || !(skip("\"") || skip("<"))) return "";
  return std::string(line.substr(0, line.find_first_of("\">")));
}

std::vector<Include> includes_below(const fs::path& folder) {
  const fs::path top(MG_SOURCE_ROOT);
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(top / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".h" && extension != ".cc") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const std::string what = included_by(line);
      if (!what.empty()) found.push_back({entry.path().lexically_relative(top).generic_string(), what});
    }
  }
  return found;
}

/// "core" of "mg/core/value.h"; "" where it is not of that form.
std::string layer_of_include(std::string_view what) {
  constexpr std::string_view prefix = "mg/";
  if (!what.starts_with(prefix)) return "";
  what.remove_prefix(prefix.size());
  const auto slash = what.find('/');
  return slash == what.npos ? "" : std::string(what.substr(0, slash));
}

/// "core" of "lib/mg/core/value.h"; "" for lib/mg/mg.h.
std::string layer_of_file(const std::string& file) {
  const std::string prefix = "lib/";
  return file.starts_with(prefix) ? layer_of_include(file.substr(prefix.size())) : "";
}

/// "draw/look" of "draw/look/text.h" below `prefix`; "" where it is not below it.
std::string folder_below(std::string_view prefix, std::string_view path) {
  if (!path.starts_with(prefix)) return "";
  path.remove_prefix(prefix.size());
  return std::string(path.substr(0, std::min(path.rfind('/'), path.size())));
}

TEST(Layers, EveryFolderIsInTheTable) {
  const fs::path top = fs::path(MG_SOURCE_ROOT) / "lib/mg";
  for (const auto& entry : fs::directory_iterator(top)) {
    EXPECT_TRUE(!entry.is_directory() || may_include.contains(entry.path().filename())) << entry.path();
  }
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (entry.path().extension() != ".h") continue;
    const std::string folder = entry.path().parent_path().lexically_relative(top).generic_string();
    EXPECT_TRUE(folder == "." || may_include.contains(folder) || may_include_in_layer.contains(folder)) << folder;
  }
}

TEST(Layers, ArrowsGoOneWay) {
  const auto includes = includes_below("lib/mg");
  ASSERT_GT(includes.size(), 20u) << "the sources were not found";
  for (const auto& [from, what] : includes) {
    const std::string layer = layer_of_file(from);
    const std::string included = layer_of_include(what);
    if (layer.empty() || included.empty() || layer == included) continue;
    EXPECT_TRUE(may_include.at(layer).contains(included)) << from << " includes " << what;
  }
}

TEST(Layers, ArrowsBetweenSubFoldersGoOneWay) {
  std::size_t arrows = 0;
  for (const auto& [from, what] : includes_below("lib/mg")) {
    const std::string folder = folder_below("lib/mg/", from), included = folder_below("mg/", what);
    if (folder == included || layer_of_file(from) != layer_of_include(what)) continue;
    const auto row = may_include_in_layer.find(folder);
    if (row == may_include_in_layer.end()) continue;
    EXPECT_TRUE(row->second.contains(included)) << from << " includes " << what;
    ++arrows;
  }
  EXPECT_GT(arrows, 20u);
}

TEST(Layers, NothingIncludesTheHeaderOfAll) {
  for (const auto& [from, what] : includes_below("lib/mg")) EXPECT_NE(what, "mg/mg.h") << from;
}

TEST(Layers, HeadersAreIncludedByTheirFullName) {
  for (const auto& [from, what] : includes_below("lib/mg")) {
    if (what.ends_with(".h") && !what.starts_with("graphviz/") && !what.starts_with("fmt/")) {
      // What is left of the form NAME.h are the headers of the system: unistd.h, sys/wait.h.
      EXPECT_FALSE(fs::exists((fs::path(MG_SOURCE_ROOT) / from).parent_path() / what)) << from << " includes " << what;
    }
  }
}

TEST(Layers, LibrariesFromOutsideHaveOneUser) {
  for (const char* folder : {"lib", "tools", "examples"}) {
    for (const auto& [from, what] : includes_below(folder)) {
      const auto found = sole_user.find(what.substr(0, what.find('/')));
      if (found == sole_user.end()) continue;
      EXPECT_TRUE(from.starts_with(found->second)) << from << " includes " << what;
    }
  }
}

TEST(Layers, TestsAndToolsAreIncludedByNoLibrary) {
  for (const auto& [from, what] : includes_below("lib")) {
    EXPECT_FALSE(what.starts_with("tools/") || what.starts_with("tests/") || what.starts_with("support/")) << from;
  }
}

TEST(Layers, HeadersAreIncludedOnce) {
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MG_SOURCE_ROOT) / "lib/mg")) {
    if (entry.path().extension() != ".h") continue;
    std::ifstream file(entry.path());
    std::string first;
    std::getline(file, first);
    EXPECT_EQ(first, "#pragma once") << entry.path();
  }
}

/// The names of the types that a file defines at the level of namespaces, in which others see them: "mg::nn::Layer".
std::vector<std::string> types_of(const fs::path& path) {
  std::vector<std::string> found;
  std::string space;  // "mg::nn"; a '-' in it stands for one without a name
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto word_after = [&](std::size_t at) {
      return line.substr(
          at, line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_:", at) - at);
    };
    if (line.starts_with("namespace ") && line.ends_with("{")) {
      const std::string name = word_after(10);
      space += "/" + (name.empty() ? "-" : name);
    } else if (line.starts_with("}  // namespace")) {
      space.erase(space.rfind('/'));
    } else if (space.find('-') == std::string::npos && !line.ends_with(";")) {
      for (const std::string_view kind : {"struct ", "class "}) {
        if (line.starts_with(kind)) found.push_back(space + "/" + word_after(kind.size()));
      }
    }
  }
  return found;
}

// Two types of one name in one namespace, in different files, are one type to the linker, which takes whichever
// functions of theirs it meets first.
TEST(Layers, EachTypeHasANameOfItsOwn) {
  const fs::path top(MG_SOURCE_ROOT);
  std::map<std::string, std::string> file_of;
  for (const auto& entry : fs::recursive_directory_iterator(top / "lib")) {
    if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
    const std::string file = entry.path().lexically_relative(top).generic_string();
    for (const std::string& type : types_of(entry.path())) {
      const auto [known, is_new] = file_of.try_emplace(type, file);
      EXPECT_TRUE(is_new || known->second == file) << type << " is in " << known->second << " and in " << file;
    }
  }
  EXPECT_GT(file_of.size(), 150u);
}

}  // namespace
}  // namespace mg
