// A net of 3 inputs, two hidden layers of 4 and one output learns four samples: what a training loop looks like.
//
//     train_step [SEED] [FILE.graph]   trains; writes the loss of the trained net for a new sample
//     train_step --seeds N             trains from N seeds, and counts for how many of them the loss gets below 0.001

#include <array>
#include <cstdint>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "arguments.h"
#include "mg/mg.h"

namespace {

constexpr double good_loss = 1e-3;
constexpr int epochs = 200;

const std::array<std::array<double, 3>, 4> samples{
    {{2.0, 3.0, -1.0}, {3.0, -1.0, 0.5}, {0.5, 1.0, 1.0}, {1.0, 1.0, -1.0}}};
const std::vector<double> targets{1.0, -1.0, -1.0, 1.0};

/// The mean squared error over the four samples.
mg::Value loss_over_samples(const mg::nn::Mlp& mlp) {
  std::vector<mg::Value> predictions;
  for (const auto& x : samples) predictions.push_back(mlp(x).front());
  return mg::nn::mse(predictions, targets);
}

/// Returns the loss in the last epoch.
double train(mg::Graph& g, const mg::nn::Mlp& mlp, bool print) {
  mg::nn::Adam adam{mlp.parameters(), {.lr = 0.02}};
  double last = 0.0;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    auto frame = g.frame();  // what is recorded below is dropped at the brace; the parameters stay
    const mg::Value loss = loss_over_samples(mlp);
    g.zero_grad();
    g.backward(loss);
    adam.step();
    last = loss.data();
    if (print && (epoch % 20 == 0 || epoch == epochs - 1)) {
      std::cout << "epoch " << std::setw(3) << epoch << "   average loss " << last << '\n';
    }
  }
  return last;
}

int train_from_many_seeds(int count) {
  int good = 0;
  for (int seed = 0; seed < count; ++seed) {
    mg::Graph g;
    const mg::nn::Mlp mlp{g, 3, {4, 4, 1}, static_cast<std::uint64_t>(seed)};
    good += train(g, mlp, /*print=*/false) < good_loss;
  }
  std::cout << "the loss is below " << good_loss << " after " << epochs << " epochs from " << good << " of " << count
            << " seeds\n";
  return 2 * good > count ? EXIT_SUCCESS : EXIT_FAILURE;
}

/// Records what the net makes of a sample that it has not seen, now of inputs that a reader of the file can vary, and
/// the squared error.
void write_loss(mg::Graph& g, const mg::nn::Mlp& mlp, const std::string& path) {
  const std::vector<mg::Value> x{g.input("x0", -0.25), g.input("x1", 0.5), g.input("x2", -0.75)};
  const mg::Value target = g.input("target", -1.0);
  const mg::Value prediction = mlp(x).front();
  g.output("loss", pow(prediction - target, 2));
  g.output("prediction", prediction);
  mg::write_file(path, g);
  std::cout << "wrote " << path << ", " << g.size() << " nodes\n";
}

std::optional<std::uint64_t> number(const std::string& text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoull(text);
}

}  // namespace

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 2 && arguments[0] == "--seeds" && number(arguments[1])) {
    return train_from_many_seeds(static_cast<int>(*number(arguments[1])));
  }
  examples::expect_arguments(0, 2, argc, argv, "train_step [SEED] [FILE.graph], or train_step --seeds COUNT");
  std::uint64_t seed = 42;
  std::string path;
  for (const std::string& argument : arguments) {
    if (const auto given = number(argument)) {
      seed = *given;
    } else {
      path = argument;
    }
  }

  mg::Graph g;
  const mg::nn::Mlp mlp{g, 3, {4, 4, 1}, seed};
  std::cout << mlp.parameter_count() << " parameters, seed " << seed << '\n';
  const double loss = train(g, mlp, /*print=*/true);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    auto frame = g.frame();
    std::cout << "sample " << i << ": " << std::setw(10) << mlp(samples[i]).front().data() << " for " << targets[i]
              << '\n';
  }
  if (!path.empty()) write_loss(g, mlp, path);
  return loss < good_loss ? EXIT_SUCCESS : EXIT_FAILURE;
} catch (const std::exception& error) {
  std::cerr << "train_step: " << error.what() << '\n';
  return EXIT_FAILURE;
}
