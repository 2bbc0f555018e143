#include "mg/reroll/loop_writer.h"

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>

#include "mg/core/ops.h"
#include "mg/reroll/arrays.h"
#include "mg/reroll/fusion.h"
#include "mg/reroll/lanes.h"

namespace mg {
namespace {

constexpr std::uint32_t none = 0xffffffff;
constexpr std::uint32_t least_fused = 64;  // statements that may stand in one loop, at least

class Writer {
 public:
  Writer(const Graph& graph, const Cells& cells, const Nests& nests, const std::vector<Repeat>& repeats,
         const Layout& layout, std::uint32_t function_size)
      : graph_(graph),
        cells_(cells),
        nests_(nests),
        repeats_(repeats),
        function_size_(function_size),
        fusion_(cells, nests, layout, std::max(function_size, least_fused)) {}

  Program run() {
    program_.work = nests_.memory;
    program_.functions.emplace_back();
    for (const Repeat& repeat : repeats_) {
      if (repeat.count == 1) {
        plain_.push_back(repeat.first);
        continue;
      }
      write_plain();
      write_repeat(repeat);
    }
    write_plain();
    end_function();
    return std::move(program_);
  }

 private:
  Function& function() { return program_.functions.back(); }
  const Pattern& pattern(std::uint32_t nest) const { return fusion_.pattern(nest); }
  const std::vector<std::uint32_t>& origin(std::uint32_t nest) const { return fusion_.origin(nest); }

  void end_function() {
    if (program_.functions.size() > 1 && function().statements.empty()) program_.functions.pop_back();
  }

  void cut_function() {
    if (function().statements.size() < function_size_) return;
    program_.functions.emplace_back();
    at_hand_.clear();
  }

  void write_plain() {
    for (const Fused& fused : fusion_.fuse(plain_, nullptr)) {
      cut_function();
      gather_lanes(fused);
      write(fused);
    }
    plain_.clear();
  }

  void write_repeat(const Repeat& repeat) {
    cut_function();
    std::vector<std::uint32_t> nests(repeat.period);
    for (std::uint32_t k = 0; k < repeat.period; ++k) nests[k] = repeat.first + k;
    repeat_ = &repeat;
    const std::vector<Fused> body = fusion_.fuse(nests, repeat_);
    for (const Fused& fused : body) gather_lanes(fused);
    repeat_loop_ = open_loop(repeat.count, false);
    for (const Fused& fused : body) write(fused);
    close_loop();
    repeat_ = nullptr;
  }

  // --- loops ---

  std::uint32_t open_loop(std::uint32_t count, bool lanes) {
    const auto loop = static_cast<std::uint32_t>(function().loops.size());
    function().loops.push_back({count, lanes});
    function().statements.push_back({.does = Does::Loop, .target = {Space::Local, loop}});
    open_.push_back({loop, lanes, {}});
    return loop;
  }

  void close_loop() {
    function().statements.push_back({.does = Does::End, .target = {Space::Local, open_.back().loop}});
    for (const std::uint32_t place : open_.back().made) at_hand_.erase(place);
    open_.pop_back();
  }

  void write(const Fused& fused) {
    const std::size_t axes = fused.counts.size();
    const std::size_t lane_axis = choose_lanes(fusion_, fused, repeat_);
    loop_of_axis_.assign(axes, none);
    std::size_t opened = 0;
    for (std::size_t a = 0; a < axes; ++a) {
      if (a != lane_axis) loop_of_axis_[a] = open_loop(fused.counts[a], false), ++opened;
    }
    if (lane_axis < axes) loop_of_axis_[lane_axis] = open_loop(fused.counts[lane_axis], true), ++opened;
    for (const std::uint32_t nest : fused.nests) write_nest(nest, lane_axis);
    for (; opened > 0; --opened) close_loop();
  }

  // --- gathering ---

  /// What an access reads, in a place of the work array of its own where the lanes are side by side.
  struct Gathered {
    std::uint32_t begin;
    std::vector<std::int32_t> steps;  // as those of the access
  };

  void gather_lanes(const Fused& fused) {
    const std::size_t lane_axis = choose_lanes(fusion_, fused, repeat_);
    if (lane_axis == fused.counts.size()) return;
    for (const std::uint32_t nest : fused.nests) {
      for (std::size_t k = 0; k < pattern(nest).accesses.size(); ++k) {
        if (is_worth_gathering(fusion_, fused, repeat_, {nest, k, lane_axis})) gather_lanes_of(nest, k, lane_axis);
      }
    }
  }

  /// Writes the loops that copy what an access reads.
  void gather_lanes_of(std::uint32_t nest, std::size_t k, std::size_t lane_axis) {
    const Pattern& it = pattern(nest);
    const std::size_t axes = it.counts.size();
    std::vector<std::uint32_t> counts = it.counts;
    counts.resize(axes + 2, 1);
    if (it.accesses[k].stretch != no_run) std::ranges::copy(it.stretches[it.accesses[k].stretch].counts, &counts[axes]);
    // The lanes go last.
    std::vector<std::size_t> order;
    for (std::size_t d = 0; d < axes + 2; ++d) {
      if (d != lane_axis && it.steps_of(k)[d] != 0) order.push_back(d);
    }
    order.push_back(lane_axis);
    Gathered gathered{program_.work, std::vector<std::int32_t>(axes + 2, 0)};
    std::int32_t size = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
      const std::size_t d = order[i];
      gathered.steps[d] = size;
      size *= static_cast<std::int32_t>(counts[d]);
    }
    program_.work += static_cast<std::uint32_t>(size);
    Walk from, to;
    for (const std::size_t d : order) {
      const std::uint32_t loop = open_loop(counts[d], d == lane_axis && counts[d] >= least_lanes);
      step(from, loop, it.steps_of(k)[d]);
      step(to, loop, gathered.steps[d]);
    }
    function().statements.push_back(
        {.does = Does::Copy,
         .arguments = {Operand{it.accesses[k].space, origin(nest)[k], intern(std::move(from))}},
         .target = {Space::Work, gathered.begin, intern(std::move(to))}});
    for (std::size_t d = 0; d < order.size(); ++d) close_loop();
    gathered_.emplace(std::pair{nest, k}, std::move(gathered));
  }

  // --- expressions ---

  struct NestAtHand {
    std::uint32_t nest;
    const Pattern* pattern;
    std::size_t lane_axis;
    std::uint32_t access = 0;  // the next one
    std::uint32_t run = 0;     // likewise
    std::uint32_t stretch = 0;
    std::array<std::uint32_t, 2> stretch_loops{none, none};  // while in one
  };

  void write_nest(std::uint32_t nest, std::size_t lane_axis) {
    const Pattern& it = pattern(nest);
    at_ = {.nest = nest, .pattern = &it, .lane_axis = lane_axis};
    const Operand value = write_shape(it.shape);
    const Operand target{it.target, origin(nest).back(), target_walk()};
    function().statements.push_back({.does = Does::Copy, .arguments = {value}, .target = target});
    if (it.target == Space::Work && value.space == Space::Local) {
      at_hand_[target.index] = {value, target.walk, open_.size()};
      if (!open_.empty()) open_.back().made.push_back(target.index);
    }
  }

  Operand new_variable() {
    const Operand local = new_local();
    function().variables.push_back(local.index);
    return local;
  }

  Operand new_local() { return {Space::Local, function().locals++}; }

  Operand compute(Op op, double attribute, const std::array<Operand, 3>& arguments) {
    const Operand local = new_local();
    function().statements.push_back({.op = op, .attribute = attribute, .arguments = arguments, .target = local});
    return local;
  }

  /// The depth of a shape is bounded: see `largest_inlined` in cells.cc.
  Operand write_shape(ShapeId id) {
    const Shape& shape = cells_.shapes[id];
    switch (shape.kind) {
      case Shape::Kind::Read:
        return read();
      case Shape::Kind::Operation: {
        std::array<Operand, 3> arguments{};
        for (int k = 0; k < info(shape.op).arity; ++k) arguments[k] = write_shape(shape.arguments[k]);
        return compute(shape.op, shape.attribute, arguments);
      }
      case Shape::Kind::Sum:
        return write_sum(shape);
    }
    return {};
  }

  Operand write_sum(const Shape& shape) {
    const auto parts = std::span(cells_.parts).subspan(shape.first_part, shape.parts);
    Operand sum{};
    for (std::size_t k = 0; k < parts.size(); k += 1 + parts[k].terms) {
      if (parts[k].terms == 0) {
        const Operand term = write_shape(parts[k].shape);
        sum = k == 0 ? term : compute(sum_op(parts[k]), 0.0, {sum, term});
        continue;
      }
      // -0 + x is x, whatever x is.
      const Operand first = k == 0 ? constant(-0.0) : sum;
      sum = new_variable();
      function().statements.push_back({.does = Does::Copy, .arguments = {first}, .target = sum});
      write_run(parts.subspan(k + 1, parts[k].terms), sum);
    }
    return sum;
  }

  static Op sum_op(const Part& part) { return part.minus ? Op::Sub : Op::Add; }

  void write_run(std::span<const Part> terms, const Operand& sum) {
    for (; at_.stretch < at_.pattern->stretches.size(); ++at_.stretch) {
      const Stretch& stretch = at_.pattern->stretches[at_.stretch];
      if (stretch.run != at_.run) break;
      std::size_t opened = 0;
      for (std::size_t level = 0; level < 2; ++level) {
        if (stretch.counts[level] > 1) at_.stretch_loops[level] = open_loop(stretch.counts[level], false), ++opened;
      }
      for (const Part& part : terms) {
        const Operand term = write_shape(part.shape);
        function().statements.push_back({.op = sum_op(part), .arguments = {sum, term}, .target = sum});
      }
      for (; opened > 0; --opened) close_loop();
      at_.stretch_loops = {none, none};
    }
    ++at_.run;
  }

  // --- operands ---

  Operand read() {
    const std::uint32_t k = at_.access++;
    const Access& access = at_.pattern->accesses[k];
    if (access.space == Space::Constant) return read_numbers(access);
    if (access.irregular) return read_through_table(access);
    const std::int32_t* steps = at_.pattern->steps_of(k);
    const std::size_t axes = at_.pattern->counts.size();
    if (const auto gathered = gathered_.find({at_.nest, k}); gathered != gathered_.end()) {
      const auto& its = gathered->second.steps;
      return {Space::Work, gathered->second.begin, intern(axes_walk(its.data(), 0, &its[axes]))};
    }
    Walk walk = axes_walk(steps, origin_step(at_.nest, k), &steps[axes]);
    Operand operand{access.space, origin(at_.nest)[k], 0};
    operand.walk = intern(std::move(walk));
    if (access.space == Space::Work) {
      const auto there = at_hand_.find(operand.index);
      if (there != at_hand_.end() && there->second.walk == operand.walk && there->second.depth >= lanes_depth())
        return there->second.value;
    }
    return operand;
  }

  /// How many loops are open around what a loop with lanes computes; 0: there is none at hand.
  std::size_t lanes_depth() const {
    for (std::size_t depth = open_.size(); depth > 0; --depth) {
      if (open_[depth - 1].lanes) return depth;
    }
    return 0;
  }

  std::int32_t origin_step(std::uint32_t nest, std::size_t k) const { return fusion_.origin_step(nest, k, repeat_); }

  std::uint32_t target_walk() {
    return intern(axes_walk(at_.pattern->target_steps(), origin_step(at_.nest, at_.pattern->accesses.size()), nullptr));
  }

  /// The loops at hand, lanes last.
  Walk axes_walk(const std::int32_t* steps, std::int32_t repeat_step, const std::int32_t* stretch_steps) {
    Walk walk;
    if (repeat_) step(walk, repeat_loop_, repeat_step);
    const std::size_t axes = at_.pattern->counts.size();
    for (std::size_t a = 0; a < axes; ++a) {
      if (a != at_.lane_axis) step(walk, loop_of_axis_[a], steps[a]);
    }
    if (at_.lane_axis < axes) step(walk, loop_of_axis_[at_.lane_axis], steps[at_.lane_axis]);
    for (std::size_t level = 0; stretch_steps && level < 2; ++level) {
      step(walk, at_.stretch_loops[level], stretch_steps[level]);
    }
    return walk;
  }

  static void step(Walk& walk, std::uint32_t loop, std::int32_t step) {
    if (loop != none && step != 0) walk.steps.push_back({loop, step});
  }

  std::uint32_t intern(Walk walk) {
    if (walk.steps.empty() && walk.table == no_table) return 0;
    std::vector<std::int64_t> key{walk.table};
    for (const Walk::Step& step : walk.steps) key.insert(key.end(), {step.loop, step.step});
    const auto [entry, is_new] = walks_.try_emplace(std::move(key), program_.walks.size());
    if (is_new) program_.walks.push_back(std::move(walk));
    return entry->second;
  }

  Operand constant(double number) {
    const auto next = static_cast<std::uint32_t>(program_.constants.size());
    const auto [entry, is_new] = constants_.try_emplace(std::bit_cast<std::uint64_t>(number), next);
    if (is_new) program_.constants.push_back(number);
    return {Space::Constant, entry->second};
  }

  /// The loops that an access is in, outermost first, lanes last; and what each of the nodes that it reads in
  /// their turns is, by `look`.
  template <class Number, class Look>
  std::vector<Number> gather(const Access& access, std::vector<Dimension>& dimensions, Look&& look) {
    const Pattern& it = *at_.pattern;
    const std::size_t axes = it.counts.size();
    // Where the turns of each dimension lie: among the nests, the members, the terms.
    struct Part {
      std::uint32_t nest, member, term;
    };
    std::vector<Part> parts;
    const auto add = [&](std::uint32_t count, std::uint32_t loop, Part part) {
      if (loop == none || count < 2) return;
      dimensions.push_back({count, loop});
      parts.push_back(part);
    };
    if (repeat_) add(repeat_->count, repeat_loop_, {repeat_->period, 0, 0});
    std::vector<std::uint32_t> stride(axes, 1);
    for (std::size_t a = axes; a-- > 1;) stride[a - 1] = stride[a] * it.counts[a];
    for (std::size_t a = 0; a < axes; ++a) {
      if (a != at_.lane_axis) add(it.counts[a], loop_of_axis_[a], {0, stride[a], 0});
    }
    if (access.stretch != no_run) {
      const auto [outer, inner] = it.stretches[access.stretch].counts;
      add(outer, at_.stretch_loops[0], {0, 0, inner * access.width});
      add(inner, at_.stretch_loops[1], {0, 0, access.width});
    }
    if (at_.lane_axis < axes)
      add(it.counts[at_.lane_axis], loop_of_axis_[at_.lane_axis], {0, stride[at_.lane_axis], 0});

    std::size_t total = 1;
    for (const Dimension& dimension : dimensions) total *= dimension.count;
    std::vector<Number> numbers;
    numbers.reserve(total);
    std::vector<std::uint32_t> turn(dimensions.size(), 0);
    while (true) {
      Part at{at_.nest, 0, access.offset};
      for (std::size_t d = 0; d < turn.size(); ++d) {
        at.nest += turn[d] * parts[d].nest, at.member += turn[d] * parts[d].member, at.term += turn[d] * parts[d].term;
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

  Operand read_numbers(const Access& access) {
    std::vector<Dimension> dimensions;
    auto numbers = gather<double>(access, dimensions, [&](NodeId node) { return graph_.value(node); });
    if (dimensions.empty()) return constant(numbers[0]);
    const std::uint32_t walk = intern(row_by_row(dimensions));
    return {Space::Data, data_.keep(program_.data, std::move(numbers)), walk};
  }

  Operand read_through_table(const Access& access) {
    std::vector<Dimension> dimensions;
    auto places = gather<std::uint32_t>(access, dimensions, [&](NodeId node) { return nests_.address[node.index]; });
    if (dimensions.empty()) return {access.space, places[0]};
    Walk walk = row_by_row(dimensions);
    walk.table = tables_.keep(program_.tables, std::move(places));
    return {access.space, 0, intern(std::move(walk))};
  }

  struct Open {
    std::uint32_t loop;
    bool lanes;
    std::vector<std::uint32_t> made;  // places at hand in it
  };
  struct AtHand {
    Operand value;
    std::uint32_t walk;
    std::size_t depth;  // of loops around it
  };

  const Graph& graph_;
  const Cells& cells_;
  const Nests& nests_;
  const std::vector<Repeat>& repeats_;
  const std::uint32_t function_size_;
  Fusion fusion_;
  std::map<std::pair<std::uint32_t, std::size_t>, Gathered> gathered_;  // by nest and access
  std::vector<std::uint32_t> plain_;  // nests that are not repeated, and not written yet
  Program program_;
  // Where the writing is:
  const Repeat* repeat_ = nullptr;
  std::uint32_t repeat_loop_ = none;
  std::vector<std::uint32_t> loop_of_axis_;
  std::vector<Open> open_;
  std::unordered_map<std::uint32_t, AtHand> at_hand_;  // by place in the cells' memory, in the function at hand
  NestAtHand at_;
  // To keep equal things once:
  std::map<std::vector<std::int64_t>, std::uint32_t> walks_;
  std::unordered_map<std::uint64_t, std::uint32_t> constants_;
  Keeper<double> data_;
  Keeper<std::uint32_t> tables_;
};

}  // namespace

Program write_loops(const Graph& graph, const Cells& cells, const Nests& nests, const std::vector<Repeat>& repeats,
                    const Layout& layout, std::uint32_t function_size) {
  return Writer(graph, cells, nests, repeats, layout, function_size).run();
}

}  // namespace mg
