#include "support/loop_nests.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "support/random_graph.h"

namespace mg::test {
namespace {

constexpr std::size_t leaf_arrays = 4;

/// How one dimension of an array is indexed: stride × loop + offset; backwards, from the end.
struct Index {
  std::optional<std::size_t> axis;  ///< of the nest; none: the offset alone
  std::uint32_t stride = 1, offset = 0;
  bool backwards = false;
  bool scattered = false;  ///< goes in no order
};

/// What an array is: leaves, or what an earlier nest made.
struct Array {
  std::vector<std::uint32_t> sizes;
  std::vector<Value> values;

  const Value& at(const std::vector<std::uint32_t>& index) const {
    std::size_t place = 0;
    for (std::size_t d = 0; d < sizes.size(); ++d) place = place * sizes[d] + index[d] % sizes[d];
    return values[place];
  }
};

class Recorder {
 public:
  Recorder(std::uint64_t seed, const LoopNestOptions& options) : options_(options), random_(seed), numbers_(seed + 1) {}

  Graph run() {
    for (std::uint32_t& size : sizes_) size = 1 + random_.below(9) + options_.longer;
    if (options_.regular) sizes_[0] = std::max(sizes_[0], 5u);
    leaf_kinds();
    const std::uint32_t nests = 1 + random_.below(3);
    for (std::uint32_t i = 0; i < nests; ++i) add_nest();
    add_outputs();
    return std::move(graph_);
  }

 private:
  // Structure is drawn from random_, which takes the same way whatever the sizes are; numbers from numbers_.
  bool one_in(std::uint32_t n) { return random_.below(n) == 0; }
  bool irregular(std::uint32_t n) { return one_in(n) && !options_.regular; }

  /// Inputs and parameters: all beforehand, as they are the interface.
  void leaf_kinds() {
    const std::uint32_t longest = *std::ranges::max_element(sizes_);
    for (std::size_t i = 0; i < leaf_arrays; ++i) {
      Array array;
      for (std::size_t d = 0; d < 1 + i % 2; ++d)
        array.sizes.push_back(options_.regular ? longest + 2 : 2 * longest + 1);
      std::size_t total = 1;
      for (const std::uint32_t size : array.sizes) total *= size;
      for (std::size_t k = 0; k < total; ++k) {
        const double number = numbers_.number(options_.wild);
        array.values.push_back(i < 2 ? graph_.input("x", number) : graph_.parameter("p", number));
      }
      arrays_.push_back(std::move(array));
    }
  }

  struct Access {
    std::size_t array;
    std::vector<Index> indices;
  };

  /// An expression in postfix order.
  struct Step {
    enum class Kind { Read, Number, Data, State, Unary, Binary } kind;
    std::uint32_t which;
    double number = 0.0;
  };

  Access access(std::size_t axes) {
    Access access;
    // What was made last is read most.
    access.array = arrays_.size() > leaf_arrays && !one_in(3)
                       ? arrays_.size() - 1
                       : random_.below(static_cast<std::uint32_t>(arrays_.size()));
    const bool leaf = access.array < leaf_arrays;
    for (std::size_t d = 0; d < arrays_[access.array].sizes.size(); ++d) {
      Index index;
      if (!one_in(6)) index.axis = random_.below(static_cast<std::uint32_t>(axes));
      if (options_.regular && index.axis) index.axis = d < axes ? std::optional(d) : std::nullopt;
      if (leaf && !options_.regular) index.stride = 1 + (one_in(3) ? random_.below(2) : 0);
      index.offset = random_.below(3);
      index.backwards = one_in(5);
      index.scattered = irregular(6);
      access.indices.push_back(index);
    }
    return access;
  }

  void expression(std::size_t axes, bool state, std::vector<Step>& steps, int depth) {
    using enum Step::Kind;
    if (depth == 0 || one_in(4)) {
      if (state && one_in(3)) return steps.push_back({State, 0});
      if (one_in(5)) return steps.push_back({Number, 0, random_.number(options_.wild)});
      if (one_in(6)) return steps.push_back({Data, 0});
      accesses_.push_back(access(axes));
      return steps.push_back({Read, static_cast<std::uint32_t>(accesses_.size() - 1)});
    }
    if (one_in(3)) {
      expression(axes, state, steps, depth - 1);
      return steps.push_back({Unary, random_.below(8)});
    }
    expression(axes, state, steps, depth - 1);
    expression(axes, state, steps, depth - 1);
    // Of a value and itself, some ops are simplified away here and there.
    steps.push_back({Binary, random_.below(options_.regular ? 7 : 9)});
  }

  static Value unary(std::uint32_t which, const Value& a) {
    switch (which) {
      case 0:
        return sin(a);
      case 1:
        return tanh(a);
      case 2:
        return relu(a, 0.01);
      case 3:
        return exp(-abs(a));
      case 4:
        return sqrt(abs(a) + 1.0);
      case 5:
        return sigmoid(a);
      case 6:
        return pow(a, 2);
      default:
        return -a;
    }
  }

  static Value binary(std::uint32_t which, const Value& a, const Value& b) {
    switch (which) {
      case 0:
      case 1:
        return a + b;
      case 2:
        return a - b;
      case 3:
      case 4:
      case 5:
        return a * b;
      case 6:
        return a / (abs(b) + 0.5);
      case 7:
        return max(a, b);
      default:
        return select(Value(a) < b, a * 0.5, b);
    }
  }

  Value read(const Access& access, const std::vector<std::uint32_t>& turn) {
    const Array& array = arrays_[access.array];
    std::vector<std::uint32_t> at;
    for (std::size_t d = 0; d < array.sizes.size(); ++d) {
      const Index& index = access.indices[d];
      const std::uint32_t size = array.sizes[d];
      std::uint32_t i = index.offset;
      if (index.axis && access.array < leaf_arrays) i += index.stride * turn[*index.axis];
      if (index.axis && access.array >= leaf_arrays) i = turn[*index.axis];
      // A loop may be longer than what an earlier one made.
      if (index.axis && counts_[*index.axis] > size && options_.regular && access.array >= leaf_arrays) i = 0;
      i = std::min(i, size - 1);
      if (index.backwards) i = size - 1 - i;
      if (index.scattered) i = (i * 7 + i * i * 3) % size;
      at.push_back(i);
    }
    return array.at(at);
  }

  Value evaluate(const std::vector<Step>& steps, const std::vector<std::uint32_t>& turn, const Value& state) {
    std::vector<Value> stack;
    const auto pop = [&] {
      const Value top = stack.back();
      stack.pop_back();
      return top;
    };
    for (const Step& step : steps) {
      switch (step.kind) {
        case Step::Kind::Read:
          stack.push_back(read(accesses_[step.which], turn));
          break;
        case Step::Kind::Number:
          stack.push_back(graph_.constant(step.number));
          break;
        case Step::Kind::Data:
          // Round numbers would be simplified away here and there.
          stack.push_back(
              graph_.constant(options_.regular ? numbers_.uniform(0.1, 0.9) : numbers_.number(options_.wild)));
          break;
        case Step::Kind::State:
          stack.push_back(state);
          break;
        case Step::Kind::Unary: {
          const Value a = pop();
          stack.push_back(unary(step.which, a));
          break;
        }
        case Step::Kind::Binary: {
          const Value b = pop(), a = pop();
          stack.push_back(binary(step.which, a, b));
          break;
        }
      }
    }
    return pop();
  }

  /// Loops over up to three axes, the first ones being kept, the last one summed up or gone along, or not.
  void add_nest() {
    enum class Kind { Map, Sum, Scan };
    const auto kind = static_cast<Kind>(random_.below(3));
    const std::size_t axes = (kind == Kind::Map ? 1 : 2) + random_.below(2);
    std::vector<std::uint32_t>& counts = counts_;
    counts.clear();
    const std::uint32_t first = random_.below(3);
    for (std::size_t a = 0; a < axes; ++a) counts.push_back(sizes_[(first + a) % 3]);
    const bool subtracts = one_in(4), from_zero = one_in(3), all_states = one_in(2), has_prologue = one_in(3);
    const bool outside = one_in(2);  // the axis that is summed up
    accesses_.clear();
    std::vector<Step> body, prologue;
    expression(axes, kind == Kind::Scan, body, 3);
    if (kind == Kind::Scan) {
      body.push_back({Step::Kind::State, 0});
      body.push_back({Step::Kind::Binary, random_.below(4)});
      body.push_back({Step::Kind::Unary, random_.below(2)});
    }
    expression(axes, false, prologue, 1);
    const std::uint32_t odd_turn = irregular(2) ? random_.below(50) : 0xffffffff, odd_kind = random_.below(4);

    // The results, and what sums up or goes along for each.
    Array result;
    result.sizes.assign(counts.begin(),
                        counts.end() - (kind == Kind::Map || (kind == Kind::Scan && all_states) ? 0 : 1));
    const std::uint32_t inner = counts.back();
    std::size_t outer = 1;
    for (std::size_t a = 0; a + 1 < axes; ++a) outer *= counts[a];
    std::vector<Value> states(outer);
    std::vector<Value> made(outer * inner);
    std::vector<bool> has_state(outer, false);
    std::uint32_t number = 0;
    const auto run = [&](std::size_t o, std::uint32_t i) {
      std::vector<std::uint32_t> turn(axes);
      turn.back() = i;
      for (std::size_t a = axes - 1, left = o; a-- > 0; left /= counts[a]) {
        turn[a] = static_cast<std::uint32_t>(left % counts[a]);
      }
      const bool odd = number++ == odd_turn;
      if (!has_state[o] && kind == Kind::Scan) {
        states[o] = has_prologue ? evaluate(prologue, turn, 0.0) : Value(0.0);
        has_state[o] = true;
      }
      if (odd && odd_kind == 0 && kind == Kind::Sum) return;  // left out
      Value term = evaluate(body, turn, states[o]);
      if (odd && odd_kind == 1) term = cos(term);
      if (odd && odd_kind == 2) term = term * 1.25;
      if (odd && odd_kind == 3) term = term + arrays_[0].values[0];
      made[o * inner + i] = term;
      if (kind == Kind::Scan) states[o] = term;
      if (kind != Kind::Sum) return;
      if (!has_state[o]) {
        states[o] = from_zero ? term + 0.0 : has_prologue ? evaluate(prologue, turn, 0.0) + term : term;
        has_state[o] = true;
      } else {
        states[o] = subtracts ? states[o] - term : states[o] + term;
      }
    };
    if (outside) {
      for (std::uint32_t i = 0; i < inner; ++i) {
        for (std::size_t o = 0; o < outer; ++o) run(o, i);
      }
    } else {
      for (std::size_t o = 0; o < outer; ++o) {
        for (std::uint32_t i = 0; i < inner; ++i) run(o, i);
      }
    }
    result.values = result.sizes.size() == counts.size() ? made : states;
    arrays_.push_back(std::move(result));
  }

  void add_outputs() {
    for (std::size_t a = leaf_arrays; a < arrays_.size(); ++a) {
      const std::vector<Value>& values = arrays_[a].values;
      const bool last = a + 1 == arrays_.size();
      const bool given = last || one_in(3), summed = one_in(2), twice = one_in(5), permuted = irregular(4);
      if (!given) continue;
      if (summed) {
        Value sum = values[0];
        for (std::size_t i = 1; i < values.size(); ++i) sum = sum + values[i] * values[i];
        graph_.output("sum", sum);
        continue;
      }
      for (int time = 0; time < (twice ? 2 : 1); ++time) {
        for (std::size_t i = 0; i < values.size(); ++i) {
          graph_.output("y", values[permuted ? (i * 7 + 3) % values.size() : i]);
        }
      }
    }
  }

  const LoopNestOptions options_;
  Random random_, numbers_;
  Graph graph_;
  std::uint32_t sizes_[3] = {};  // of loops
  std::vector<Array> arrays_;
  // Of the nest at hand:
  std::vector<std::uint32_t> counts_;  // of its loops
  std::vector<Access> accesses_;
};

}  // namespace

Graph loop_nests(std::uint64_t seed, const LoopNestOptions& options) { return Recorder(seed, options).run(); }

}  // namespace mg::test
