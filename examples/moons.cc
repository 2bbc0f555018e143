// Two interleaved half circles of points, told apart by a net of 2 inputs and two hidden layers of 16: micrograd's
// demo.
//
//     moons [FILE.svg]     also draws the points and the line that the net puts between them

#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <numbers>
#include <string>
#include <vector>

#include "arguments.h"
#include "mg/mg.h"
#include "moons_picture.h"

namespace {

using moons::Point;

/// A number of the normal distribution (Box and Muller's transform).
double normal(mg::nn::Random& random) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform(0.0, 1.0)));
  return radius * std::cos(2.0 * std::numbers::pi * random.uniform(0.0, 1.0));
}

/// Half of the points on each moon, moved by `noise` standard deviations.
std::vector<Point> two_moons(int count, double noise, std::uint64_t seed) {
  mg::nn::Random random(seed);
  std::vector<Point> points;
  for (int i = 0; i < count; ++i) {
    const bool upper = i % 2 == 0;
    const double angle = std::numbers::pi * (i / 2) / (count / 2 - 1);
    const double x = upper ? std::cos(angle) : 1.0 - std::cos(angle);
    const double y = upper ? std::sin(angle) : 0.5 - std::sin(angle);
    const double off_x = noise * normal(random);
    const double off_y = noise * normal(random);
    points.push_back({x + off_x, y + off_y, upper ? 1.0 : -1.0});
  }
  return points;
}

double percent_correct(const std::vector<mg::Value>& scores, const std::vector<double>& labels) {
  int correct = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) correct += scores[i].data() * labels[i] > 0.0;
  return 100.0 * correct / static_cast<double>(labels.size());
}

}  // namespace

int main(int argc, char** argv) try {
  examples::expect_arguments(0, 1, argc, argv, "moons [FILE.svg]");
  const std::vector<Point> points = two_moons(100, 0.1, /*seed=*/1337);
  std::vector<double> labels;
  for (const Point& point : points) labels.push_back(point.label);

  mg::Graph g;
  const mg::nn::Mlp mlp{g, 2, {16, 16, 1}, /*seed=*/1337};
  const std::vector<mg::Value> parameters = mlp.parameters();
  mg::nn::Sgd sgd{parameters};
  std::cout << points.size() << " points, " << parameters.size() << " parameters\n";

  constexpr int steps = 100;
  double accuracy = 0.0;
  for (int step = 0; step < steps; ++step) {
    auto frame = g.frame();
    std::vector<mg::Value> scores;
    for (const Point& point : points) scores.push_back(mlp({point.x, point.y}).front());
    const mg::Value loss = mg::nn::hinge(scores, labels) + mg::nn::l2(parameters, 1e-4);
    g.zero_grad();
    g.backward(loss);
    sgd.set_lr(1.0 - 0.9 * step / steps);
    sgd.step();
    accuracy = percent_correct(scores, labels);
    if (step % 10 == 0 || step == steps - 1) {
      std::cout << "step " << std::setw(2) << step << "   loss " << std::setw(10) << loss.data() << "   accuracy "
                << accuracy << " %\n";
    }
  }

  if (argc > 1) {
    // The net is recorded once, as a function of two inputs, and evaluated again wherever the picture asks.
    const mg::Value x = g.input("x", 0.0), y = g.input("y", 0.0);
    g.output("score", mlp({x, y}).front());
    mg::exec::Replay replay(g);
    const auto score = [&](double at_x, double at_y) {
      std::array<double, 1> result;
      replay.forward(std::array{at_x, at_y}, {}, result);
      return result[0];
    };
    std::ofstream file(argv[1]);
    file << moons::picture(points, score);
    if (!file.flush()) throw mg::SystemError(std::string("cannot write ") + argv[1]);
    std::cout << "wrote " << argv[1] << '\n';
  }
  return accuracy == 100.0 ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const mg::Error& error) {
  std::cerr << "moons: " << error.what() << '\n';
  return EXIT_FAILURE;
}
