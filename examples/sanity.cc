// The expression of micrograd's README, with the numbers that are published there.
//
//     sanity [FILE.graph]     also writes the graph, to draw it: mg-dot FILE.graph > sanity.svg

#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#include "arguments.h"
#include "mg/mg.h"

namespace {

bool agrees(const char* what, double got, double published) {
  const bool good = std::fabs(got - published) <= 1e-9 * std::fabs(published);
  std::cout << std::setw(6) << what << " = " << std::setprecision(16) << std::setw(18) << got << "   published "
            << published << (good ? "" : "   WRONG") << '\n';
  return good;
}

}  // namespace

int main(int argc, char** argv) try {
  examples::expect_arguments(0, 1, argc, argv, "sanity [FILE.graph]");
  mg::Graph graph;
  const mg::Value a = graph.input("a", -4.0);
  const mg::Value b = graph.input("b", 2.0);
  mg::Value c = a + b;
  mg::Value d = a * b + pow(b, 3);
  c += c + 1;
  c += 1 + c + (-a);
  d += d * 2 + mg::relu(b + a, 0.0);
  d += 3 * d + mg::relu(b - a, 0.0);
  const mg::Value e = c - d;
  const mg::Value f = pow(e, 2);
  mg::Value g = f / 2.0;
  g += 10.0 / f;

  graph.output("g", g);
  graph.backward(g);  // fills in grad() of everything that g depends on

  bool good = agrees("g", g.data(), 24.70408163265306);
  good &= agrees("dg/da", a.grad(), 138.8338192);
  good &= agrees("dg/db", b.grad(), 645.5772595);

  if (argc > 1) {
    mg::write_file(argv[1], graph);
    std::cout << "wrote " << argv[1] << ", " << graph.size() << " nodes\n";
  }
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const mg::Error& error) {
  std::cerr << "sanity: " << error.what() << '\n';
  return EXIT_FAILURE;
}
