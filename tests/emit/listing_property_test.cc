#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "graphs.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"
#include "mg/emit/header.h"
#include "mg/emit/listing.h"
#include "mg/text/reader.h"
#include "straight_line.h"
#include "support/random_graph.h"

namespace mg::emit {
namespace {

constexpr std::uint32_t no_line = Listing::no_line;

/// What header() has between the braces of `name`, without what stands at the beginning of each function.
std::vector<std::string> body_of(const std::string& header, const std::string& name) {
  std::istringstream text(header);
  std::vector<std::string> lines;
  bool inside = false;
  for (std::string line; std::getline(text, line);) {
    const bool prologue = line == "    MG_BEGIN" || line.starts_with("    (void)");
    if (line == "  }") inside = false;
    if (inside && !prologue) lines.push_back(line.substr(4));
    if (line.find("void " + name + "(") != std::string::npos) inside = true;
  }
  return lines;
}

/// The lines that a listing should have, from the text of the header.
std::vector<std::string> lines_of_header(const Graph& g, Options options) {
  options.loops = Loops::Off;
  options.backward = false;
  const std::string text = header(g, options);
  std::vector<std::string> forward = body_of(text, "forward");
  if (text.find(" forward_0(") == std::string::npos) return forward;
  std::vector<std::string> lines;
  for (std::size_t f = 0; f < forward.size(); ++f) {
    const std::string name = fmt::format("forward_{}", f);
    EXPECT_TRUE(forward[f].starts_with(name + "(")) << forward[f];
    lines.push_back("// " + name);
    for (std::string& line : body_of(text, name)) lines.push_back(std::move(line));
  }
  return lines;
}

TEST(Listing, HasTheLinesOfTheHeader) {
  const auto expect_lines = [](const Graph& g) {
    for (const Parameters parameters : {Parameters::Bake, Parameters::Argument}) {
      for (const std::uint32_t size : {1u, 2u, 7u, 256u}) {
        const Options options{.parameters = parameters, .function_size = size};
        EXPECT_EQ(listing(g, options).lines, lines_of_header(g, options));
      }
    }
  };
  for (const char* text :
       {test::neuron, test::micrograd, test::only_constants, test::only_parameters, test::odd_outputs}) {
    expect_lines(read(text));
  }
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    expect_lines(test::random_graph(seed, {.nodes = 60, .outputs = 3, .wild = seed % 2 == 1}));
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

/// What holds of the listing of any graph, told from the text and the recorded values alone.
class Checks {
 public:
  Checks(const Graph& g, const Options& options) : g_(g), listing_(listing(g, options)) {
    const bool bakes = options.parameters == Parameters::Bake;
    std::vector<double> x, p;
    for (NodeId id : g.inputs()) x.push_back(g.value(id));
    for (NodeId id : g.parameters()) p.push_back(g.value(id));
    values_ = test::run_lines(listing_.lines, x, p);

    varies_.resize(g.size()), live_.resize(g.size()), folds_.resize(g.size());
    for (std::uint32_t i = 0; i < g.size(); ++i) {
      const Op op = g.op({i});
      varies_[i] = op == Op::Input || (op == Op::Parameter && !bakes) || depends_on_what_varies(i);
    }
    for (const Output& output : g.outputs()) live_[output.node.index] = true;
    for (std::uint32_t i = g.size(); i-- > 0;) {
      if (!live_[i]) continue;
      for_each_argument(i, [&](std::uint32_t argument) {
        live_[argument] = true;
        if (!varies_[i] && !varies_[argument]) folds_[argument] = true;
      });
    }
  }

  void lines_have_the_values_of_their_nodes() const {
    ASSERT_EQ(listing_.line_of.size(), g_.size());
    for (std::uint32_t i = 0; i < g_.size(); ++i) {
      const std::uint32_t line = listing_.line_of[i];
      if (line == no_line) continue;
      ASSERT_LT(line, listing_.lines.size());
      EXPECT_TRUE(live_[i]) << "%" << i;
      const bool has_value = contains(values_[line].parts, g_.value({i}));
      EXPECT_TRUE(has_value || folds_[i]) << "%" << i << ": " << listing_.lines[line];
    }
  }

  /// Told by values that are hardly met twice, but for those that go from node to node.
  void nodes_without_line_are_nowhere() const {
    std::set<double> parts;
    for (const test::LineValues& line : values_) {
      for (const double part : line.parts) {
        if (!std::isnan(part)) parts.insert(part);
      }
    }
    std::vector<bool> passed_on(g_.size());
    for (std::uint32_t i = 0; i < g_.size(); ++i) {
      for_each_argument(i, [&](std::uint32_t argument) {
        if (g_.value({i}) == g_.value({argument})) passed_on[i] = passed_on[argument] = true;
      });
    }
    for (std::uint32_t i = 0; i < g_.size(); ++i) {
      const double value = g_.value({i});
      const bool telling = std::isfinite(value) && std::floor(value) != value && !passed_on[i];
      const bool nowhere = listing_.line_of[i] == no_line && live_[i] && varies_[i];
      EXPECT_FALSE(nowhere && telling && parts.contains(value)) << "%" << i;
    }
  }

  void lines_have_nodes() const {
    std::vector<std::vector<double>> of_nodes(values_.size());
    for (std::uint32_t i = 0; i < g_.size(); ++i) {
      if (listing_.line_of[i] != no_line && !is_leaf(g_.op({i})))
        of_nodes[listing_.line_of[i]].push_back(g_.value({i}));
    }
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const bool computes = !values_[i].target.empty() && !values_[i].copies;
      EXPECT_TRUE(!computes || contains(of_nodes[i], values_[i].value)) << listing_.lines[i];
    }
  }

  void outputs_are_right() const {
    for (const test::LineValues& line : values_) {
      if (!line.target.starts_with("y[")) continue;
      const NodeId node = g_.outputs()[std::stoul(line.target.substr(2))].node;
      EXPECT_PRED2(same_number, line.value, g_.value(node));
    }
  }

 private:
  template <class Each> void for_each_argument(std::uint32_t i, Each&& each) const {
    const auto arguments = g_.arguments({i});
    for (int k = 0; k < info(g_.op({i})).arity; ++k) each(arguments[k].index);
  }

  bool depends_on_what_varies(std::uint32_t i) const {
    const auto arguments = g_.arguments({i});
    if (g_.op({i}) == Op::PowConst && g_.attribute({i}) == 0.0) return false;
    if (g_.op({i}) == Op::Select) {
      const auto [condition, a, b] = arguments;
      if (a == b) return varies_[a.index];
      if (!varies_[condition.index]) return varies_[(g_.value(condition) != 0.0 ? a : b).index];
    }
    bool varies = false;
    for_each_argument(i, [&](std::uint32_t argument) { varies = varies || varies_[argument]; });
    return varies;
  }

  static bool contains(const std::vector<double>& numbers, double number) {
    return std::ranges::any_of(numbers, [&](double other) { return same_number(other, number); });
  }

  const Graph& g_;
  Listing listing_;
  std::vector<test::LineValues> values_;
  std::vector<bool> varies_, live_;
  std::vector<bool> folds_;  // constants that constants depend on
};

TEST(Listing, OfRandomGraphsComputesWhatItSays) {
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const Graph g = test::random_graph(seed, {.nodes = 20 + static_cast<std::uint32_t>(seed % 100),
                                              .outputs = 1 + static_cast<std::uint32_t>(seed % 4),
                                              .wild = seed % 5 == 1});
    const Checks checks(g, {.parameters = seed % 2 == 0 ? Parameters::Bake : Parameters::Argument,
                            .function_size = seed % 3 == 0 ? 7u : 256u});
    checks.outputs_are_right();
    checks.lines_have_the_values_of_their_nodes();
    checks.nodes_without_line_are_nowhere();
    checks.lines_have_nodes();
    ASSERT_FALSE(HasFailure()) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mg::emit
