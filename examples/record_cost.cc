// An ordinary function, not written for mg: the cost of a pose of a two-link robot arm. Called with doubles it
// computes, called with mg::Values it is recorded: the gradient comes for free, and the graph can become C++ without
// mg.
//
//     record_cost [FILE.graph]     then: mg-codegen FILE.graph -o cost.h

#include <array>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#include "arguments.h"
#include "mg/mg.h"

namespace {

/// x: the angles of shoulder and elbow in radians, and where the hand should be, in metres. Squared distance of the
/// hand from there, a little for effort, and a penalty for bending the elbow further than it goes.
template <class T> T cost(const T* x) {
  using std::cos, std::sin;
  const double upper_arm = 0.4, forearm = 0.3, elbow_limit = 2.4;
  const T shoulder = x[0], elbow = x[1];

  const T hand_x = upper_arm * cos(shoulder) + forearm * cos(shoulder + elbow);
  const T hand_y = upper_arm * sin(shoulder) + forearm * sin(shoulder + elbow);
  const T off_x = hand_x - x[2], off_y = hand_y - x[3];

  T total = off_x * off_x + off_y * off_y + 1e-3 * (shoulder * shoulder + elbow * elbow);
  if (elbow > elbow_limit) {
    const T beyond = elbow - elbow_limit;
    total += 10.0 * beyond * beyond;
  }
  return total;
}

constexpr std::array names{"shoulder", "elbow", "target_x", "target_y"};
constexpr std::array point{0.6, 0.9, 0.1, 0.5};

double central_difference(std::size_t argument) {
  const double h = 1e-5;
  auto above = point, below = point;
  above[argument] += h;
  below[argument] -= h;
  return (cost(above.data()) - cost(below.data())) / (2.0 * h);
}

}  // namespace

int main(int argc, char** argv) try {
  examples::expect_arguments(0, 1, argc, argv, "record_cost [FILE.graph]");
  mg::Graph g;
  std::array<mg::Value, point.size()> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = g.input(names[i], point[i]);
  const mg::Value total = cost(x.data());
  g.output("cost", total);
  g.backward(total);

  bool good = total.data() == cost(point.data());  // to the bit
  std::cout << "cost " << total.data() << (good ? ", as with doubles" : ", NOT as with doubles") << "\n\n"
            << "d cost / d …     gradient     central difference\n";
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double difference = central_difference(i);
    const bool near = std::fabs(x[i].grad() - difference) < 1e-9;
    std::cout << std::left << std::setw(12) << names[i] << std::right << std::setw(13) << x[i].grad() << std::setw(23)
              << difference << (near ? "" : "   WRONG") << '\n';
    good &= near;
  }
  std::cout << '\n';
  for (const mg::Guard& guard : g.guards()) {
    std::cout << "recorded with the `if` at " << g.text(guard.where) << (guard.outcome ? "" : " not") << " taken\n";
  }

  if (argc > 1) {
    mg::write_file(argv[1], g);
    std::cout << "wrote " << argv[1] << ", " << g.size() << " nodes\n";
  }
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const mg::Error& error) {
  std::cerr << "record_cost: " << error.what() << '\n';
  return EXIT_FAILURE;
}
