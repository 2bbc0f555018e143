// A user's program, built against the installed library: the code of the design, and what comes of it.

#include <mg/mg.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

}  // namespace

int main(int, char** argv) {
  const std::filesystem::path path = argv[1];
  mg::Graph g;
  const auto a = g.input("a", -4.0), b = g.input("b", 2.0);
  const auto c = a * b + pow(b, 3);
  g.output("c", c);
  g.backward(c);
  expect(c.data() == 0 && a.grad() == 2 && b.grad() == 8, "c is 0 and its gradient (2, 8)");
  mg::write_file(path / "c.graph", g);
  const mg::Graph again = mg::read_file(path / "c.graph");
  expect(mg::write(again) == mg::write(g), "what is read back is what was written");

  mg::exec::Replay replay(again);
  const std::vector<double> x{3.0, 5.0};
  std::vector<double> y(1), x_bar(2);
  replay.forward(x, {}, y);
  replay.backward({}, x_bar);
  expect(y[0] == 140 && x_bar[0] == 5 && x_bar[1] == 78, "replay at (3, 5)");

  mg::Graph net;
  mg::nn::Mlp mlp{net, 3, {4, 4, 1}, /*seed=*/42};
  expect(mlp.parameters().size() == 41, "41 parameters");
  mg::nn::Adam adam{mlp.parameters(), {.lr = 0.02}};
  const std::vector<double> sample{2.0, 3.0, -1.0}, targets{1.0};
  double first = 0.0, last = 0.0;
  for (int epoch = 0; epoch < 200; ++epoch) {
    auto frame = net.frame();
    const std::vector<mg::Value> prediction = mlp(sample);
    const mg::Value loss = mg::nn::mse(prediction, targets);
    (epoch == 0 ? first : last) = loss.data();
    net.zero_grad();
    net.backward(loss);
    adam.step();
  }
  expect(last < first && last < 1e-3, "training lowers the loss");

  expect(mg::emit::header(g, {.name = "c"}).find("struct Model") != std::string::npos, "a model is generated");
  expect(mg::gradient(g).outputs().size() == 3, "the gradient pass adds two outputs");
  return failures == 0 ? 0 : 1;
}
