#include "mg/reroll/first_loops.h"

#include <algorithm>
#include <cstring>

#include "mg/core/ops.h"
#include "mg/program/builder.h"

namespace mg {
namespace {

using program::Expr;
using program::Loop;
using program::Role;
using program::Step;

/// A loop that an array is walked by.
struct Dimension {
  std::uint32_t count;
  Id<Loop> loop;
};

/// Leaves out the dimensions, outermost first, along which nothing changes.
template <class Number> void drop_invariant(std::vector<Number>& numbers, std::vector<Dimension>& dimensions) {
  std::size_t inner = 1;
  for (std::size_t d = dimensions.size(); d-- > 0;) {
    const std::size_t block = inner * dimensions[d].count;
    bool same = true;
    for (std::size_t i = 0; i < numbers.size() && same; ++i) {
      const std::size_t in_block = i % block;
      // By their bits: 0 is not -0 here. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
      if (in_block >= inner) same = std::memcmp(&numbers[i], &numbers[i - inner], sizeof(Number)) == 0;
    }
    if (!same) {
      inner = block;
      continue;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (i % block < inner) numbers[kept++] = numbers[i];
    }
    numbers.resize(kept);
    dimensions.erase(dimensions.begin() + static_cast<std::ptrdiff_t>(d));
  }
}

class Writer {
 public:
  Writer(const Graph& graph, const Cells& cells, const Nests& nests, const std::vector<Repeat>& repeats,
         const program::Layout& layout)
      : graph_(graph), cells_(cells), nests_(nests), repeats_(repeats), layout_(layout) {
    buffers_ = make_buffers(to_, layout, nests.memory);
  }

  program::Program run() {
    to_.begin_function();
    for (const Repeat& repeat : repeats_) {
      if (repeat.count == 1) {
        write_nest(repeat.first);
        continue;
      }
      repeat_ = &repeat;
      repeat_loop_ = to_.loop(repeat.count);
      to_.begin_loop(repeat_loop_);
      for (std::uint32_t k = 0; k < repeat.period; ++k) write_nest(repeat.first + k);
      to_.end_loop();
      repeat_ = nullptr;
    }
    return to_.take();
  }

 private:
  Id<program::Buffer> buffer(Role role) const { return buffers_[static_cast<std::size_t>(role)]; }

  // --- a nest ---

  void write_nest(std::uint32_t nest) {
    nest_ = nest;
    pattern_ = &nests_.patterns[nests_.nests[nest].pattern];
    origin_ = mg::origin(cells_, nests_, nests_.nests[nest], layout_);
    next_origin_ = origin_;
    if (repeat_) next_origin_ = mg::origin(cells_, nests_, nests_.nests[nest + repeat_->period], layout_);
    access_ = run_ = stretch_ = 0;
    axes_.clear();
    for (const std::uint32_t count : pattern_->counts) {
      axes_.push_back(to_.loop(count, Loop::Parallel));
      to_.begin_loop(axes_.back());
    }
    const Id<Expr> value = write_shape(pattern_->shape);
    if (is_guard(pattern_->target)) {
      to_.guard(value, pattern_->target == Role::Held);
    } else {
      const std::size_t k = pattern_->accesses.size();
      to_.store(to_.read(buffer(pattern_->target), origin_.back(), affine(pattern_->target_steps(), k, nullptr)),
                value);
    }
    for (std::size_t a = 0; a < axes_.size(); ++a) to_.end_loop();
  }

  // --- expressions ---

  /// The depth of a shape is bounded: see `largest_inlined` in cells.cc.
  Id<Expr> write_shape(ShapeId id) {
    const Shape& shape = cells_.shapes[id];
    switch (shape.kind) {
      case Shape::Kind::Read:
        return read();
      case Shape::Kind::Operation: {
        std::array<Id<Expr>, 3> arguments;
        for (int k = 0; k < info(shape.op).arity; ++k) {
          for (int earlier = 0; earlier < k && cells_.shapes[shape.arguments[k]].loops; ++earlier)
            arguments[earlier] = kept(arguments[earlier]);
          arguments[k] = write_shape(shape.arguments[k]);
        }
        return to_.apply(shape.op, arguments, shape.attribute);
      }
      case Shape::Kind::Sum:
        return write_sum(shape);
    }
    return {};
  }

  /// What statements come in between is evaluated before them.
  Id<Expr> kept(Id<Expr> value) { return to_.program().exprs[value].kind() == Expr::Apply ? to_.let(value) : value; }

  Id<Expr> write_sum(const Shape& shape) {
    const auto summands = std::span(cells_.summands).subspan(shape.first_summand, shape.summands);
    Id<Expr> sum;
    for (std::size_t k = 0; k < summands.size(); k += 1 + summands[k].terms) {
      if (summands[k].terms == 0) {
        if (k > 0 && cells_.shapes[summands[k].shape].loops) sum = kept(sum);
        const Id<Expr> term = write_shape(summands[k].shape);
        sum = k == 0 ? term : to_.apply(summands[k].minus ? Op::Sub : Op::Add, {sum, term});
        continue;
      }
      // -0 + x is x, whatever x is.
      sum = to_.let(k == 0 ? to_.number(-0.0) : sum);
      write_run(summands.subspan(k + 1, summands[k].terms), sum);
    }
    return sum;
  }

  void write_run(std::span<const Summand> terms, Id<Expr> sum) {
    for (; stretch_ < pattern_->stretches.size(); ++stretch_) {
      const Stretch& stretch = pattern_->stretches[stretch_];
      if (stretch.run != run_) break;
      for (std::size_t level = 0; level < 2; ++level) {
        if (stretch.counts[level] < 2) continue;
        stretch_loops_[level] = to_.loop(stretch.counts[level]);
        to_.begin_loop(stretch_loops_[level]);
      }
      for (const Summand& summand : terms) to_.accumulate(sum, write_shape(summand.shape), summand.minus);
      for (Id<Loop>& loop : stretch_loops_) {
        if (loop) to_.end_loop();
        loop = {};
      }
    }
    ++run_;
  }

  // --- what is read ---

  Id<Expr> read() {
    const std::uint32_t k = access_++;
    const Access& access = pattern_->accesses[k];
    if (access.role == Role::Data) return read_numbers(access);
    if (access.irregular) return read_through_table(access);
    const std::int32_t* steps = pattern_->steps_of(k);
    return to_.read(buffer(access.role), origin_[k], affine(steps, k, &steps[axes_.size()]));
  }

  /// The walk of place `k` of the origin, from its steps along the axes and the loops of a stretch.
  Id<program::Walk> affine(const std::int32_t* steps, std::size_t k, const std::int32_t* stretch_steps) {
    steps_.clear();
    const auto add = [&](Id<Loop> loop, std::int32_t step) {
      if (loop && step != 0) steps_.push_back({loop, step});
    };
    if (repeat_) add(repeat_loop_, static_cast<std::int32_t>(next_origin_[k] - origin_[k]));
    for (std::size_t a = 0; a < axes_.size(); ++a) add(axes_[a], steps[a]);
    for (std::size_t level = 0; stretch_steps && level < 2; ++level) add(stretch_loops_[level], stretch_steps[level]);
    return to_.walk(steps_);
  }

  /// The loops that an access is in, outermost first, and what each of the nodes that it reads in their turns is, by
  /// `look`: row by row; but for the loops along which nothing changes.
  template <class Number, class Look>
  std::vector<Number> gather(const Access& access, std::vector<Dimension>& dimensions, Look&& look) {
    // Where the turns of each dimension lie: among the nests, the members, the terms.
    struct Stride {
      std::uint32_t nest, member, term;
    };
    std::vector<Stride> strides;
    const auto add = [&](std::uint32_t count, Id<Loop> loop, Stride stride) {
      if (!loop || count < 2) return;
      dimensions.push_back({count, loop});
      strides.push_back(stride);
    };
    if (repeat_) add(repeat_->count, repeat_loop_, {repeat_->period, 0, 0});
    const std::vector<std::uint32_t>& counts = pattern_->counts;
    std::vector<std::uint32_t> members(counts.size(), 1);
    for (std::size_t a = counts.size(); a-- > 1;) members[a - 1] = members[a] * counts[a];
    for (std::size_t a = 0; a < counts.size(); ++a) add(counts[a], axes_[a], {0, members[a], 0});
    if (access.stretch != no_run) {
      const auto [outer, inner] = pattern_->stretches[access.stretch].counts;
      add(outer, stretch_loops_[0], {0, 0, inner * access.width});
      add(inner, stretch_loops_[1], {0, 0, access.width});
    }
    std::size_t total = 1;
    for (const Dimension& dimension : dimensions) total *= dimension.count;
    std::vector<Number> numbers;
    numbers.reserve(total);
    std::vector<std::uint32_t> turn(dimensions.size(), 0);
    while (true) {
      Stride at{nest_, 0, access.offset};
      for (std::size_t d = 0; d < turn.size(); ++d) {
        at.nest += turn[d] * strides[d].nest, at.member += turn[d] * strides[d].member;
        at.term += turn[d] * strides[d].term;
      }
      const std::uint32_t cell = nests_.members[nests_.nests[at.nest].first + at.member];
      numbers.push_back(look(cells_.reads[cells_.cells[cell].first_read + at.term]));
      std::size_t d = turn.size();
      while (d > 0 && ++turn[d - 1] == dimensions[d - 1].count) turn[--d] = 0;
      if (d == 0) break;
    }
    drop_invariant(numbers, dimensions);
    return numbers;
  }

  Id<program::Walk> row_by_row(const std::vector<Dimension>& dimensions, std::uint32_t table) {
    steps_.clear();
    std::int32_t stride = 1;
    for (std::size_t d = dimensions.size(); d-- > 0;) {
      steps_.push_back({dimensions[d].loop, stride});
      stride *= static_cast<std::int32_t>(dimensions[d].count);
    }
    std::ranges::reverse(steps_);
    return to_.walk(steps_, table);
  }

  Id<Expr> read_numbers(const Access& access) {
    std::vector<Dimension> dimensions;
    const auto numbers = gather<double>(access, dimensions, [&](NodeId node) { return graph_.value(node); });
    if (dimensions.empty()) return to_.number(numbers[0]);
    return to_.read(to_.data(numbers), 0, row_by_row(dimensions, program::Walk::no_table));
  }

  Id<Expr> read_through_table(const Access& access) {
    std::vector<Dimension> dimensions;
    const auto places =
        gather<std::uint32_t>(access, dimensions, [&](NodeId node) { return nests_.address[node.index]; });
    if (dimensions.empty()) return to_.read(buffer(access.role), places[0]);
    return to_.read(buffer(access.role), 0, row_by_row(dimensions, to_.table(places)));
  }

  const Graph& graph_;
  const Cells& cells_;
  const Nests& nests_;
  const std::vector<Repeat>& repeats_;
  const program::Layout& layout_;
  program::Builder to_;
  program::Buffers buffers_;
  // Where the writing is:
  const Repeat* repeat_ = nullptr;
  Id<Loop> repeat_loop_;
  std::uint32_t nest_ = 0;
  const Pattern* pattern_ = nullptr;
  std::vector<std::uint32_t> origin_, next_origin_;  // of the nest, and of the same in the next turn of the repeat
  std::vector<Id<Loop>> axes_;
  std::uint32_t access_ = 0, run_ = 0, stretch_ = 0;  // the next of each
  std::array<Id<Loop>, 2> stretch_loops_;             // while in one
  std::vector<Step> steps_;
};

}  // namespace

program::Program first_loops(const Graph& graph, const Cells& cells, const Nests& nests,
                             const std::vector<Repeat>& repeats, const program::Layout& layout) {
  return Writer(graph, cells, nests, repeats, layout).run();
}

}  // namespace mg
