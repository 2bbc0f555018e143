// A neuron with two inputs and a squared loss: the first thing to record, and to look at.
//
//     neuron [FILE.graph]     then: mg-dot --detail fold FILE.graph > neuron.svg

#include <cmath>
#include <cstdlib>
#include <iostream>

#include "arguments.h"
#include "mg/mg.h"

int main(int argc, char** argv) try {
  examples::expect_arguments(0, 1, argc, argv, "neuron [FILE.graph]");
  mg::Graph g;
  const auto x1 = g.input("x1", 2.0), x2 = g.input("x2", 0.5);
  const auto w1 = g.parameter("w1", -0.7), w2 = g.parameter("w2", 1.4), b = g.parameter("b", 1.1);

  const auto n = x1 * w1 + x2 * w2 + b;
  const auto out = mg::relu(n);
  const auto loss = pow(out, 2);
  g.name(n, "n");
  g.name(out, "out");
  g.output("loss", loss);
  g.backward(loss);

  // By hand: n = 0.4, loss = n², d loss / d n = 2n = 0.8, and each weight's share of it is its input's value.
  std::cout << "loss " << loss << "\n  w1 " << w1 << "\n  w2 " << w2 << "\n   b " << b << '\n';
  const auto near = [](double a, double b) { return std::fabs(a - b) < 1e-14; };
  const bool good = near(loss.data(), 0.16) && near(w1.grad(), 1.6) && near(w2.grad(), 0.4) && near(b.grad(), 0.8) &&
                    near(x1.grad(), -0.56) && near(x2.grad(), 1.12);

  if (argc > 1) mg::write_file(argv[1], g);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const mg::Error& error) {
  std::cerr << "neuron: " << error.what() << '\n';
  return EXIT_FAILURE;
}
