#include "loaded.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "mg/check/command.h"
#include "mg/emit/header.h"
#include "mg/exec/replay.h"
#include "support/random_graph.h"

namespace mg::test {

UsedCompiler::UsedCompiler(const std::string& command) {
  if (const char* before = std::getenv("CXX")) before_ = before;
  setenv("CXX", command.c_str(), 1);
}

UsedCompiler::~UsedCompiler() {
  if (before_)
    setenv("CXX", before_->c_str(), 1);
  else
    unsetenv("CXX");
}

Loaded::Loaded(const Graph& graph, emit::Parameters parameters, const std::string& compiler,
               const std::vector<std::string>& flags) {
  const std::string p = parameters == emit::Parameters::Argument ? ", p" : "";
  std::ofstream(directory_.path() / "generated.h")
      << emit::header(graph, {.name = "generated", .parameters = parameters, .wrt = Wrt::All});
  std::ofstream(directory_.path() / "generated.cc")
      << "#include \"generated.h\"\n"
         "#define EXPORT extern \"C\" __attribute__((visibility(\"default\")))\n"
         "typedef const double* In;\n"
         "typedef double* Out;\n"
         "static generated::Model model;\n"
         "EXPORT void run_forward(In x, In p, Out y) { (void)p; model.forward(x"
      << p
      << ", y); }\n"
         "EXPORT void run_backward(In x, In p, Out y, In y_bar, Out x_bar, Out p_bar) {\n"
         "  (void)p;\n"
         "  model.backward(x"
      << p << ", y, y_bar, x_bar, p_bar);\n}\n";
  const UsedCompiler used(compiler);
  const auto target = directory_.path() / "generated.so";
  std::vector<std::string> all_flags = {"-std=c++11", "-ffp-contract=off", "-fvisibility=hidden"};
  all_flags.insert(all_flags.end(), flags.begin(), flags.end());
  check::compile_library(check::compiler_command(), directory_.path() / "generated.cc", target, all_flags);
  library_ = std::make_unique<check::Library>(target);
}

void Loaded::forward(const std::vector<double>& x, const std::vector<double>& p, std::vector<double>& y) const {
  library_->function<void(const double*, const double*, double*)>("run_forward")(x.data(), p.data(), y.data());
}

void Loaded::backward(const std::vector<double>& x, const std::vector<double>& p, std::vector<double>& y,
                      const std::vector<double>& y_bar, std::vector<double>& x_bar, std::vector<double>& p_bar) const {
  library_->function<void(const double*, const double*, double*, const double*, double*, double*)>("run_backward")(
      x.data(), p.data(), y.data(), y_bar.data(), x_bar.data(), p_bar.data());
}

void expect_same_bits(const Graph& graph, const std::vector<std::vector<double>>& points, const std::string& compiler,
                      const std::vector<std::string>& flags) {
  std::string how = compiler;
  for (const std::string& flag : flags) how += " " + flag;
  const std::size_t inputs = graph.inputs().size(), parameters = graph.parameters().size();
  std::vector<double> recorded;
  for (NodeId id : graph.parameters()) recorded.push_back(graph.value(id));

  for (const auto kind : {emit::Parameters::Bake, emit::Parameters::Argument}) {
    const bool baked = kind == emit::Parameters::Bake;
    SCOPED_TRACE(how + (baked ? ", baked" : ", as arguments"));
    const Loaded loaded(graph, kind, compiler, flags);
    exec::Replay engine(graph);
    for (const std::vector<double>& point : points) {
      const auto middle = point.begin() + static_cast<std::ptrdiff_t>(inputs);
      const std::vector<double> x(point.begin(), middle);
      const std::vector<double> p = baked ? recorded : std::vector<double>(middle, point.end());
      const std::size_t outputs = graph.outputs().size();
      std::vector<double> expected(outputs), got(outputs), got_again(outputs), seeds(outputs, 1.0);
      std::vector<double> x_bar(inputs), p_bar(parameters), got_x(inputs), got_p(parameters);
      engine.forward(x, p, expected);
      engine.backward(seeds, x_bar, p_bar);
      loaded.forward(x, p, got);
      loaded.backward(x, p, got_again, seeds, got_x, got_p);
      for (std::size_t i = 0; i < outputs; ++i) {
        const auto name = graph.text(graph.outputs()[i].name);
        EXPECT_PRED2(same_number, got[i], expected[i]) << name;
        EXPECT_PRED2(same_number, got_again[i], expected[i]) << name << " by backward";
      }
      for (std::size_t i = 0; i < inputs; ++i) {
        EXPECT_PRED2(same_number, got_x[i], x_bar[i]) << "gradient of " << graph.name(graph.inputs()[i]);
      }
      for (std::size_t i = 0; i < parameters; ++i) {
        EXPECT_PRED2(same_number, got_p[i], p_bar[i]) << "gradient of " << graph.name(graph.parameters()[i]);
      }
      if (testing::Test::HasFailure()) {
        for (std::size_t i = 0; i < point.size() && i < 8; ++i) ADD_FAILURE() << "at " << point[i];
        return;
      }
    }
  }
}

}  // namespace mg::test
