#include "bench/loops_agree.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "mg/core/bits.h"
#include "support/random_graph.h"

namespace mg::bench {
namespace {

struct Results {
  std::vector<double> y, p_bar;
};

/// Counts what differs, and tells the first.
class Agreement {
 public:
  explicit Agreement(std::string_view workload) : workload_(workload) {}

  template <class Same>
  void expect(std::string_view what, const std::vector<double>& got, const std::vector<double>& expected, Same same) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      if (same(got[i], expected[i])) continue;
      if (differing_++ > 0) continue;
      fmt::print(stderr, "loops_bench: {}: {}, number {}: {:.17g} instead of {:.17g}\n", workload_, what, i, got[i],
                 expected[i]);
    }
  }
  bool holds() const { return differing_ == 0; }

 private:
  std::string_view workload_;
  std::size_t differing_ = 0;
};

bool is_close(double got, double expected) {
  return std::abs(got - expected) <= 1e-12 * std::abs(expected) || same_number(got, expected);
}

/// With loops and without, by the same seeds, everything has the same bits, and the values have those of the workload
/// in `double`. What is by hand is near.
void compare_at(const LoopsCase& workload, const Both& both, const std::vector<double>& x, const std::vector<double>& p,
                const std::vector<double>& y_bar, bool with_hand, Agreement& agreement) {
  const bool trains = workload.kind == Kind::Training;
  const std::size_t outputs = workload.outputs, gradients = trains ? p.size() : 0;
  std::vector<double> plain(outputs);
  workload.plain(x.data(), p.data(), plain.data());
  Results results[2];
  for (const int mode : {off, on}) {
    Results& result = results[mode];
    result = {std::vector<double>(outputs), std::vector<double>(gradients)};
    both[mode]->forward(x.data(), p.data(), result.y.data());
    agreement.expect(fmt::format("forward, loops {}", mode_names[mode]), result.y, plain, same_number);
    if (!trains) continue;
    both[mode]->backward(x.data(), p.data(), result.y.data(), y_bar.empty() ? nullptr : y_bar.data(),
                         result.p_bar.data());
    agreement.expect(fmt::format("values by backward, loops {}", mode_names[mode]), result.y, plain, same_number);
  }
  agreement.expect("gradient, loops auto and off", results[on].p_bar, results[off].p_bar, same_number);
  if (!with_hand) return;
  for (const ByHand& by_hand : workload.by_hand) {
    Results result{std::vector<double>(outputs), std::vector<double>(gradients)};
    by_hand.forward(x.data(), p.data(), result.y.data());
    agreement.expect("forward " + by_hand.name, result.y, plain, is_close);
    if (!trains) continue;
    by_hand.backward(x.data(), p.data(), result.y.data(), result.p_bar.data());
    agreement.expect("value with gradient " + by_hand.name, result.y, plain, is_close);
    agreement.expect("gradient " + by_hand.name, result.p_bar, results[off].p_bar, is_close);
  }
}

}  // namespace

bool agrees(const LoopsCase& workload, const Both& both) {
  Agreement agreement(workload.name);
  compare_at(workload, both, workload.x, workload.p, {}, true, agreement);
  test::Random random(1);
  enum class Where { Near, Anywhere, Odd };
  for (const Where where : {Where::Near, Where::Anywhere, Where::Odd}) {
    const auto moved = [&](std::vector<double> point) {
      for (double& number : point) {
        if (where == Where::Near)
          number += random.uniform(-0.25, 0.25);
        else
          number = random.number(where == Where::Odd && random.below(8) == 0);
      }
      return point;
    };
    const bool trains = workload.kind == Kind::Training;
    compare_at(workload, both, moved(workload.x), trains ? moved(workload.p) : workload.p,
               moved(std::vector<double>(workload.outputs, 1.0)), false, agreement);
  }
  return agreement.holds();
}

}  // namespace mg::bench
