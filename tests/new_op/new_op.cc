// What new_op.sh compiles with a copy of lib that has the op `swish`.

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/graph.h"
#include "mg/draw/draw.h"
#include "mg/emit/header.h"
#include "mg/passes/gradient.h"
#include "mg/text/reader.h"
#include "mg/text/writer.h"

namespace {

bool failed = false;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "new_op: %s\n", what);
  failed = true;
}

constexpr int samples = 40;
constexpr double beta = 1.5;

double swish(double x) { return x / (1.0 + std::exp(-beta * x)); }

/// The loss of some samples, so that there are loops and lanes.
template <class T, class F> T loss_of(const std::vector<T>& x, const T& w, const F& f) {
  T sum = 0.0;
  for (const T& one : x) sum += f(w * one) * f(w - one);
  return sum;
}

std::string array(const char* name, const std::vector<double>& numbers) {
  std::string text = std::string("  const double ") + name + "[] = {";
  for (const double number : numbers) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g, ", number);
    text += digits;
  }
  return text + "};\n";
}

}  // namespace

int main() {
  mg::Graph g;
  std::vector<mg::Value> x;
  std::vector<double> numbers;
  for (int i = 0; i < samples; ++i) {
    numbers.push_back(0.1 * i - 2.0);
    x.push_back(g.input("x" + std::to_string(i), numbers.back()));
  }
  const mg::Value w = g.parameter("w", 0.7);
  const mg::Value loss = loss_of(x, w, [](const mg::Value& v) { return mg::swish(v, beta); });
  g.output("loss", loss);
  g.backward(loss);

  const auto at = [&](double weight) { return loss_of<double>(numbers, weight, swish); };
  expect(std::fabs(loss.data() - at(0.7)) < 1e-12, "the value is not that of the formula");
  expect(std::fabs(w.grad() - (at(0.7 + 1e-5) - at(0.7 - 1e-5)) / 2e-5) < 1e-7, "the gradient is not the slope");

  const std::string file = mg::write(g);
  expect(file.find("= swish %") != std::string::npos, "the file does not name the op");
  expect(mg::write(mg::read(file)) == file, "the file does not read back");

  const mg::Graph adjoints = mg::gradient(g);
  const double by_graph = adjoints.value(adjoints.outputs().back().node);
  expect(std::fabs(by_graph - w.grad()) < 1e-12, "the adjoint graph has another gradient");
  expect(mg::gradient(adjoints, {.output = 1}).size() > adjoints.size(), "there is no second derivative");

  mg::Graph neuron;
  mg::Value sum = neuron.parameter("b", 0.1);
  for (int i = 0; i < 3; ++i) sum = neuron.parameter("", 0.5 * i) * neuron.input("", 0.25 * i) + sum;
  neuron.output("y", mg::swish(sum, beta));
  std::vector<double> values;
  for (std::uint32_t i = 0; i < neuron.size(); ++i) values.push_back(neuron.value({i}));
  const auto picture = [&](mg::draw::Detail detail) {
    return mg::draw::draw(neuron, values, {}, {.detail = detail}).dot;
  };
  expect(picture(mg::draw::Detail::Full).find("swish") != std::string::npos, "the picture does not show the op");
  expect(picture(mg::draw::Detail::Neuron).find("swish(w·x + b)") != std::string::npos, "no formula has the op");

  const std::string header = mg::emit::header(
      g, {.name = "generated", .parameters = mg::emit::Parameters::Argument, .wrt = mg::Wrt::Parameters});
  expect(header.find("inline double swish_1p5(double x)") != std::string::npos, "the code has no function for the op");
  expect(header.find("each<op_swish_1p5>") != std::string::npos, "the code does not call it in lanes");
  std::ofstream("generated.h") << header;
  std::ofstream("generated.cc") << "#include \"generated.h\"\nint main() {\n"
                                << array("x", numbers) << array("p", {w.data()})
                                << array("expected", {loss.data(), w.grad()})
                                << "  double y[1], p_bar[1];\n  generated::Model model;\n"
                                   "  model.backward(x, p, y, nullptr, p_bar);\n"
                                   "  return y[0] == expected[0] && p_bar[0] == expected[1] ? 0 : 1;\n}\n";
  return failed ? 1 : 0;
}
