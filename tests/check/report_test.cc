// What mg-check says of a report, those included that a right engine does not give.

#include "mg/check/report.h"

#include <gtest/gtest.h>

#include "mg/text/reader.h"

namespace mg {
namespace {

const Graph& graph() {
  static const Graph graph = read("mg-graph 1\n%0 = input 2 \"x\"\n%1 = sin %0\noutput \"y\" %1\nend 2\n");
  return graph;
}

const std::string title = "sine.graph: 1 input, 0 parameters, 1 output, 2 nodes; 3 points\n";
const std::string head = title + "  proven for every input: 12,345 operations\n";
const std::string no_parameters =
    "  no parameters                   15 compared         0 differ   9 values, 6 gradients\n";
const std::string agree = "agree: the generated code has the bits of the engine\n";

check::Report report_of(const check::DifferenceResult& differences) {
  return {.points = 3,
          .proven = 12345,
          .unproven = "",
          .comparisons = {{.name = "no parameters", .values = 9, .gradients = 6}},
          .first_node = "",
          .differences = differences,
          .difference_points = 3};
}

TEST(Report, OfAnEngineWhoseGradientIsNotTheSlope) {
  const check::Report report =
      report_of({.compared = 3,
                 .wrong = 2,
                 .largest_error = 0.01,
                 .first = {{.point = 1, .output = 0, .leaf = 0, .engine = 0.5, .measured = 0.25, .error = 1e-12}}});
  EXPECT_FALSE(report.agrees());
  EXPECT_EQ(check::to_text(report, graph(), "sine.graph"),
            head + no_parameters +
                "  central differences              3 compared         2 differ   largest error 1.0e-02; 0 skipped\n"
                "central differences, point 1: y (%1) by x (%0): engine 0.5, measured 0.25 ± 1.0e-12\n"
                "central differences: and 1 more\n"
                "DIFFER: the engine's gradient is not the slope of its values\n");
}

TEST(Report, SaysWhatWasSkippedAndWhy) {
  const check::Report report =
      report_of({.compared = 3, .not_smooth = 4, .not_finite = 5, .too_rough = 6, .largest_error = 1.3e-13});
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(check::to_text(report, graph(), "sine.graph"),
            head + no_parameters +
                "  central differences              3 compared         0 differ   largest error 1.3e-13; 15 skipped: 4 "
                "not smooth, 5 not finite, 6 too rough to tell\n" +
                agree);
}

TEST(Report, SaysThatNothingWasCompared) {
  EXPECT_EQ(check::to_text(report_of({.too_rough = 3}), graph(), "sine.graph"),
            head + no_parameters +
                "  central differences              0 compared         0 differ   nothing compared: all 3 skipped: 3 "
                "too rough to tell\n" +
                agree);
  EXPECT_EQ(check::to_text(report_of({}), graph(), "sine.graph"),
            head + no_parameters +
                "  central differences              0 compared         0 differ   nothing to compare\n" + agree);
}

TEST(Report, OfAProgramThatIsNotItsGraph) {
  check::Report report = report_of({});
  report.comparisons.clear();
  report.unproven = "a program is not its graph: result 0 is computed otherwise";
  EXPECT_FALSE(report.agrees());
  EXPECT_EQ(check::to_text(report, graph(), "sine.graph"),
            title + "DIFFER: a program is not its graph: result 0 is computed otherwise\n");
}

TEST(Report, SaysWhatCouldNotBeComparedInBits) {
  check::Report report = report_of({});
  report.comparisons[0].not_in_bits = 12;
  report.comparisons[0].functions = 0b100010;
  report.comparisons[0].largest_difference = 0x1p-52;
  EXPECT_TRUE(report.agrees());
  EXPECT_EQ(
      check::to_text(report, graph(), "sine.graph"),
      head +
          "  no parameters                   15 compared         0 differ   9 values, 6 gradients; 12 of them not "
          "comparable in bits (exp, sin), largest difference 2.2e-16\n"
          "  central differences              0 compared         0 differ   nothing to compare\n"
          "agree: the generated code has the bits of the engine, where they can be compared\n");
}

TEST(Report, NamesWhatDiffersFirst) {
  check::Report report = report_of({.compared = 3, .wrong = 0});
  report.comparisons[0].differing = 7;
  report.comparisons[0].first = {{"value of y", 2, 0.5, 0.25}};
  report.first_node = "%1 (sin): engine 0.5, generated 0.25";
  EXPECT_FALSE(report.agrees());
  EXPECT_EQ(check::to_text(report, graph(), "sine.graph"),
            head +
                "  no parameters                   15 compared         7 differ   9 values, 6 gradients\n"
                "  central differences              3 compared         0 differ   largest error 0.0e+00; 0 skipped\n"
                "no parameters, point 2: value of y: engine 0.5, generated code 0.25\n"
                "no parameters: and 6 more\n"
                "first node that differs: %1 (sin): engine 0.5, generated 0.25\n"
                "DIFFER: the generated code does not have the bits of the engine\n");
}

}  // namespace
}  // namespace mg
