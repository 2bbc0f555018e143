// Generated files with loops: how they look, and what the report says of them. What they compute is tested in
// tests/check.

#include <gtest/gtest.h>

#include "compiled.h"
#include "mg/core/value.h"
#include "mg/emit/header.h"
#include "mg/emit/name_list.h"
#include "mg/emit/report.h"
#include "support/golden.h"

namespace mg::emit {
namespace {

/// A layer and the error of its sum: of every kind of thing that loops are written with.
Graph layer() {
  Graph g;
  std::vector<Value> x, w;
  for (int i = 0; i < 6; ++i) x.push_back(g.input("x", 0.25 * i));
  for (int i = 0; i < 8 * 7; ++i) w.push_back(g.parameter(i % 7 == 6 ? "b" : "w", 0.125 * (i % 11) - 0.5));
  Value sum = 0.0;
  for (int j = 0; j < 8; ++j) {
    Value z = w[7 * j + 6];
    for (int i = 0; i < 6; ++i) z += w[7 * j + i] * x[i];
    sum += exp(relu(z, 0.1)) * (j % 3 - 0.5);
  }
  g.output("loss", pow(sum, 2.0));
  return g;
}

TEST(LoopsText, Goldens) {
  const Graph g = layer();
  test::expect_golden("loops_baked.h", header(g, {.name = "loops_baked", .source = "layer.graph", .backward = false}));
  const Options argument{.name = "loops_argument", .source = "layer.graph", .parameters = Parameters::Argument};
  test::expect_golden("loops_argument.h", header(g, argument));
  test::expect_golden("loops_report.txt", text_report(lower(g, argument), argument));
  test::expect_golden("loops_report.json", json_report(lower(g, argument)));
}

TEST(LoopsText, OffMeansNone) {
  const std::string text = header(layer(), {.loops = Loops::Off});
  EXPECT_EQ(text.find("over<"), std::string::npos);
  EXPECT_EQ(text.find("for (int i"), std::string::npos);
  EXPECT_NE(text.find(" --loops off"), std::string::npos) << "the file says how it was made";
  EXPECT_NE(header(layer(), {}).find("over<"), std::string::npos);
}

TEST(LoopsText, ReportCountsLoops) {
  const Programs programs = make_programs(layer(), {.parameters = Parameters::Argument});
  const auto reports = loops(programs.at("forward"));
  ASSERT_FALSE(reports.empty());
  EXPECT_EQ(reports[0].trips, "8 lanes × 6");
  EXPECT_EQ(reports[0].depth, 2u);
  EXPECT_EQ(loops(make_programs(layer(), {.loops = Loops::Off}).at("forward")).size(), 0u);
}

/// Files of several models in a program of several files: nothing is there twice, nothing clashes.
TEST(LoopsText, SeveralInOneProgramOfTwoFiles) {
  const test::TemporaryFolder folder;
  folder.write("baked.h", header(layer(), {.name = "baked"}));
  folder.write("argument.h", header(layer(), {.name = "argument", .parameters = Parameters::Argument}));
  const std::string includes = "#include \"baked.h\"\n#include \"argument.h\"\n#include \"baked.h\"\n";
  folder.write("a.cc", includes +
                           "double other(const double* x);\n"
                           "int main() {\n"
                           "  static baked::Model model;\n"
                           "  static argument::Model same;\n"
                           "  double x[6] = {1, 2, 3, 4, 5, 6}, p[56] = {}, packed[56], y[1], z[1];\n"
                           "  for (int i = 0; i < 56; ++i) p[i] = 0.125 * (i % 11) - 0.5;\n"
                           "  model.forward(x, y);\n"
                           "  same.forward(x, p, z);\n"
                           "  if (y[0] != z[0] || y[0] != other(x)) return 1;\n"
                           "  argument::Model::pack(p, packed);\n"
                           "  same.forward_packed(x, packed, z);\n"
                           "  return y[0] == z[0] ? 0 : 2;\n"
                           "}\n");
  folder.write("b.cc", includes +
                           "double other(const double* x) {\n"
                           "  baked::Model model;\n"
                           "  double y[1];\n"
                           "  model.forward(x, y);\n"
                           "  return y[0];\n"
                           "}\n");
  for (const std::string& compiler : test::compilers()) {
    for (const char* mode : {"-O0", "-O2", "-O2 -std=c++20", "-O1 -U__GNUC__ -D__GNUC__=4"}) {
      const auto built = test::shell(compiler + " " + test::strict + " " + mode + " a.cc b.cc -o program", folder);
      ASSERT_EQ(built.code, 0) << compiler << ' ' << mode << '\n' << built.err.substr(0, 1500);
      EXPECT_EQ(test::shell("./program", folder).code, 0) << compiler << ' ' << mode;
    }
  }
}

TEST(NameList, ThoseThatRepeatAreWrittenOnce) {
  std::vector<std::string> names;
  for (int j = 0; j < 40; ++j) {
    for (int i = 0; i < 9; ++i) names.push_back(i < 8 ? "w" + std::to_string(i) : "b");
  }
  names.push_back("scale");
  for (int j = 0; j < 30; ++j) {
    for (int i = 0; i < 5; ++i) names.push_back(i < 4 ? "w" + std::to_string(i) : "b");
  }
  const std::string text = name_function("parameter", names, names_in_class);
  EXPECT_LT(text.size(), 900u);

  std::string source =
      "#include <cstring>\nstruct Model {\n  static constexpr int parameters = " + std::to_string(names.size()) +
      ";\n" + text + "};\n" + "static const char* const expected[] = {";
  for (const std::string& name : names) source += '"' + name + "\", ";
  source +=
      "};\nint main() {\n"
      "  for (int i = 0; i < Model::parameters; ++i)\n"
      "    if (std::strcmp(Model::parameter_name(i), expected[i]) != 0) return 1;\n"
      "  return Model::parameter_name(-1) || Model::parameter_name(Model::parameters) ? 2 : 0;\n"
      "}\n";
  const test::TemporaryFolder folder;
  folder.write("a.cc", source);
  const auto built = test::shell(test::compilers()[0] + " " + test::strict + " a.cc -o program", folder);
  ASSERT_EQ(built.code, 0) << built.err.substr(0, 1500);
  EXPECT_EQ(test::shell("./program", folder).code, 0);
}

}  // namespace
}  // namespace mg::emit
