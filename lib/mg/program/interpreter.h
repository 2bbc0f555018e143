#pragma once

// Runs a Program without a compiler, on any kind of numbers: operation by operation, but of the turns of a loop with
// lanes many at once. A domain says what the numbers are:
//
//   Number                          the type
//   block                           how many lanes are taken at once
//   Number number(double)           a constant
//   void apply(Op, double attribute, Number* y, const std::array<const Number*, 3>& x, std::uint32_t lanes)
//                                   y[i] = op(x[0][i], x[1][i], x[2][i]); y may be one of the operands
//   bool holds(Number, bool expected)  whether a guard holds
//
// and may say:
//
//   void add_products(Number* sums, const std::array<Factor<Number>, 2>& factors, std::uint32_t terms, bool minus,
//                     std::uint32_t lanes)
//                                   a whole loop `acc t += mul(a[…], b[…])`
//   void begin_lanes()              a loop with lanes begins
//   void at(statement, turns)       what follows is of that statement, in these turns of the loops, one for each of
//                                   Program::loops; of one with lanes, the first of those at hand
//   void reads(buffer, place, lane), writes(buffer, place, lane)
//                                   `lane` is the turn, or `no_lane` outside of lanes
//
// Statements are turned into instructions (instructions.h) first. How far each walk has gone is kept up to date at the
// end of each turn, so that the place of an operand is a sum.

#include <algorithm>
#include <span>
#include <type_traits>

#include "mg/core/ops.h"
#include "mg/program/instructions.h"
#include "mg/program/program.h"

namespace mg::program {

inline constexpr std::uint32_t no_lane = 0xffffffff;

/// A factor of the terms of a sum: that of term `k` and lane `i` is at from[k * term + i * lane].
template <class Number> struct Factor {
  const Number* from;
  std::int64_t term, lane;
};

template <class Domain> class Interpreter {
 public:
  using Number = typename Domain::Number;

  /// Both must outlive it.
  Interpreter(const Program& program, Domain& domain);

  /// Where the numbers of a buffer are, from now on: of at least its length.
  void bind(Id<Buffer> buffer, Number* numbers) { arrays_[buffer.index] = numbers; }
  void bind(Id<Buffer> buffer, const Number* numbers) { arrays_[buffer.index] = const_cast<Number*>(numbers); }

  /// Whether all guards hold; it stops at the first that does not. What runs once only may be large: its instructions
  /// are made function by function, and kept from the second run on.
  bool run();

 private:
  static constexpr bool has_sums = requires { &Domain::add_products; };
  static constexpr bool tells_reads = requires(Domain & domain) { domain.reads(Id<Buffer>(), 0u, 0u); };

  /// A walk, looked up.
  struct Way {
    std::int64_t lane_step = 0;
    const std::uint32_t* table = nullptr;
  };
  /// A walk along a loop.
  struct Move {
    std::uint32_t walk;
    std::int32_t step;
  };

  void find_ways();
  void make_room(const Instructions& instructions);
  bool run(const Code& code);
  void begin_loop(const Instruction& it);
  bool end_turn(const Instruction& it);
  void add_up(const Instruction& it);
  [[gnu::always_inline]] inline void apply(const Instruction& it);
  void copy(const Instruction& it);

  std::int64_t place(const Address& address) const { return gone_[address.walk] + address.base; }
  Number* at(const Address& address) const { return arrays_[address.array] + place(address); }
  void copy(const Number* from, Number* to) const {
    if (lanes_ == 1)
      *to = *from;
    else
      std::copy_n(from, lanes_, to);
  }
  const Number* read(const Address& address, std::size_t buffer);
  void tell_write(const Address& address);
  template <class Report> void tell(const Address& address, Report&& report);

  const Program& program_;
  Domain& domain_;
  std::vector<Code> code_;  // of each function, from the second run on
  bool has_run_ = false;
  std::vector<std::vector<Number>> data_;  // where a domain has other numbers than Program::data
  std::vector<Number> numbers_, locals_, temporaries_;
  std::vector<Number*> arrays_;                     // buffers, then those
  std::array<Number, 3 * Domain::block> together_;  // where operands are brought together
  std::vector<Way> ways_;                           // of each walk
  std::vector<std::int64_t> gone_;                  // likewise: how far it has, in the turns at hand
  std::vector<Move> moves_;                         // of all loops
  std::vector<std::uint32_t> first_move_;           // of each loop
  std::vector<std::uint32_t> turns_;                // of each loop
  std::uint32_t lanes_ = 1;                         // computed at a time
  std::uint32_t first_lane_ = no_lane;              // of these
};

// --- preparation ---

template <class Domain>
Interpreter<Domain>::Interpreter(const Program& program, Domain& domain)
    : program_(program),
      domain_(domain),
      arrays_(program.buffers.size() + own_arrays),
      ways_(program.walks.size()),
      gone_(program.walks.size()),
      turns_(program.loops.size()) {
  for (std::uint32_t b = 0; b < program.buffers.size(); ++b) {
    const Buffer& buffer = program.buffers[{b}];
    if (buffer.role != Role::Data) continue;
    const auto numbers = program.data[buffer.data];
    if constexpr (std::is_same_v<Number, double>) {
      bind({b}, numbers.data());
    } else {
      auto& here = data_.emplace_back();
      for (const double number : numbers) here.push_back(domain.number(number));
      bind({b}, here.data());
    }
  }
  for (const double number : program.numbers) numbers_.push_back(domain.number(number));
  find_ways();
}

template <class Domain> void Interpreter<Domain>::find_ways() {
  first_move_.resize(program_.loops.size() + 1);
  for (std::uint32_t w = 0; w < ways_.size(); ++w) {
    if (const auto table = program_.table_of({w}); !table.empty()) ways_[w].table = table.data();
    for (const Step& step : program_.steps_of({w})) {
      ++first_move_[step.loop.index];
      if (program_.loops[step.loop].kind == Loop::Lanes) ways_[w].lane_step = step.step;
    }
  }
  std::uint32_t end = 0;
  for (std::uint32_t& first : first_move_) first = end += first;
  moves_.resize(end);
  for (std::uint32_t w = 0; w < ways_.size(); ++w) {
    for (const Step& step : program_.steps_of({w})) moves_[--first_move_[step.loop.index]] = {w, step.step};
  }
}

template <class Domain> void Interpreter<Domain>::make_room(const Instructions& instructions) {
  const auto& wide = instructions.wide_numbers();
  for (std::size_t i = (numbers_.size() - program_.numbers.size()) / Domain::block; i < wide.size(); ++i) {
    const Number number = numbers_[wide[i]];
    numbers_.resize(numbers_.size() + Domain::block, number);
  }
  if (locals_.size() < instructions.locals()) locals_.resize(instructions.locals());
  if (temporaries_.size() < instructions.temporaries()) temporaries_.resize(instructions.temporaries());
  Number** const own = arrays_.data() + program_.buffers.size();
  own[static_cast<std::size_t>(OwnArray::Numbers)] = numbers_.data();
  own[static_cast<std::size_t>(OwnArray::Locals)] = locals_.data();
  own[static_cast<std::size_t>(OwnArray::Temporaries)] = temporaries_.data();
}

// --- running ---

template <class Domain> bool Interpreter<Domain>::run() {
  const bool keeps = std::exchange(has_run_, true);
  if (keeps && code_.empty()) {
    Instructions instructions(program_, Domain::block, has_sums);
    for (std::size_t f = 0; f < program_.functions.size(); ++f) code_.push_back(instructions.next_function());
    make_room(instructions);
  }
  if (keeps) return std::ranges::all_of(code_, [&](const auto& code) { return run(code); });
  Instructions instructions(program_, Domain::block, has_sums);
  return std::ranges::all_of(program_.functions, [&](const Function&) {
    const auto code = instructions.next_function();
    make_room(instructions);
    return run(code);
  });
}

template <class Domain> bool Interpreter<Domain>::run(const Code& code) {
  const Instruction* const begin = code.instructions.data();
  const Instruction* const end = begin + code.instructions.size();
  for (const Instruction* next = begin; next != end;) {
    const Instruction& it = *next++;
    if constexpr (requires { domain_.at(0u, turns_); }) {
      domain_.at(code.statements[static_cast<std::size_t>(&it - begin)], turns_);
    }
    if (it.kind == Instruction::Apply) [[likely]] {
      apply(it);
      continue;
    }
    switch (it.kind) {
      case Instruction::Apply:
        break;
      case Instruction::Copy:
        copy(it);
        break;
      case Instruction::Sum:
        add_up(it);
        break;
      case Instruction::Begin:
        begin_loop(it);
        break;
      case Instruction::End:
        if (end_turn(it)) next = begin + it.jump();
        break;
      case Instruction::Guard:
        if (domain_.holds(*read(it.x[0], 0), it.flag)) break;
        std::ranges::fill(gone_, 0);
        return false;
    }
  }
  return true;
}

template <class Domain> void Interpreter<Domain>::begin_loop(const Instruction& it) {
  turns_[it.index] = 0;
  if (!it.flag) return;
  lanes_ = std::min<std::uint32_t>(Domain::block, program_.loops[{it.index}].count);
  first_lane_ = 0;
  if constexpr (requires { domain_.begin_lanes(); }) domain_.begin_lanes();
}

/// Whether there is another.
template <class Domain> bool Interpreter<Domain>::end_turn(const Instruction& it) {
  const std::uint32_t count = program_.loops[{it.index}].count, done = it.flag ? lanes_ : 1;
  const std::uint32_t before = std::exchange(turns_[it.index], turns_[it.index] + done);
  const std::uint32_t turn = before + done;
  // On, or back to where the walks were before the loop.
  const std::int64_t way = turn < count ? std::int64_t{done} : -std::int64_t{before};
  for (std::uint32_t m = first_move_[it.index]; m < first_move_[it.index + 1]; ++m) {
    gone_[moves_[m].walk] += moves_[m].step * way;
  }
  if (it.flag) {
    lanes_ = turn < count ? std::min<std::uint32_t>(Domain::block, count - turn) : 1;
    first_lane_ = turn < count ? turn : no_lane;
  }
  return turn < count;
}

template <class Domain> void Interpreter<Domain>::add_up(const Instruction& it) {
  if constexpr (has_sums) {
    std::array<Factor<Number>, 2> factors;
    for (std::size_t k = 0; k < 2; ++k) {
      factors[k] = {at(it.x[k]), it.term_step(k), ways_[it.x[k].walk].lane_step};
    }
    domain_.add_products(at(it.y), factors, program_.loops[{it.index}].count, it.flag, lanes_);
  }
}

template <class Domain> void Interpreter<Domain>::apply(const Instruction& it) {
  std::array<const Number*, 3> x;
  if (!tells_reads && it.is_plain) {
    x = {at(it.x[0]), at(it.x[1]), at(it.third)};
  } else {
    const int arity = info(it.op).arity;
    x = {read(it.x[0], 0), arity > 1 ? read(it.x[1], 1) : nullptr, arity > 2 ? read(it.third, 2) : nullptr};
  }
  const double attribute = it.index == Id<Expr>::none ? 0.0 : program_.numbers[it.index];
  Number* const y = at(it.y);
  domain_.apply(it.op, attribute, y, x, lanes_);
  if (it.flag) copy(y, at(it.third));
  tell_write(it.y);
  if (it.flag) tell_write(it.third);
}

template <class Domain> void Interpreter<Domain>::copy(const Instruction& it) {
  const Number* const from = read(it.x[0], 0);
  tell_write(it.y);
  const Way& way = ways_[it.y.walk];
  const std::int64_t first = place(it.y);
  Number* const to = arrays_[it.y.array];
  switch (it.y.kind) {
    case Address::Together:
      copy(from, to + first);
      break;
    case Address::Apart:
      for (std::uint32_t i = 0; i < lanes_; ++i) to[first + i * way.lane_step] = from[i];
      break;
    case Address::Table:
      for (std::uint32_t i = 0; i < lanes_; ++i) to[way.table[first + i * way.lane_step]] = from[i];
      break;
  }
}

// --- operands ---

/// The values of an operand, one after the other: where they are, or brought together.
template <class Domain> auto Interpreter<Domain>::read(const Address& address, std::size_t buffer) -> const Number* {
  if constexpr (tells_reads) {
    tell(address, [&](std::uint32_t place, std::uint32_t lane) { domain_.reads({address.array}, place, lane); });
  }
  if (address.kind == Address::Together) return at(address);
  const Way& way = ways_[address.walk];
  Number* const together = &together_[buffer * Domain::block];
  const std::int64_t first = place(address);
  const Number* const from = arrays_[address.array];
  if (address.kind == Address::Table) {
    for (std::uint32_t i = 0; i < lanes_; ++i) together[i] = from[way.table[first + i * way.lane_step]];
  } else if (way.lane_step == 0) {
    std::fill_n(together, lanes_, from[first]);
  } else {
    for (std::uint32_t i = 0; i < lanes_; ++i) together[i] = from[first + i * way.lane_step];
  }
  return together;
}

template <class Domain> void Interpreter<Domain>::tell_write(const Address& address) {
  if constexpr (requires { domain_.writes(Id<Buffer>(), 0u, 0u); }) {
    tell(address, [&](std::uint32_t place, std::uint32_t lane) { domain_.writes({address.array}, place, lane); });
  }
}

/// Calls `report` for the place of each lane at hand, if it is in a buffer.
template <class Domain>
template <class Report>
void Interpreter<Domain>::tell(const Address& address, Report&& report) {
  if (address.array >= program_.buffers.size()) return;
  const Way& way = ways_[address.walk];
  const std::int64_t first = place(address);
  for (std::uint32_t i = 0; i < lanes_; ++i) {
    const std::int64_t place = first + i * way.lane_step;
    report(static_cast<std::uint32_t>(way.table ? way.table[place] : place),
           first_lane_ == no_lane ? no_lane : first_lane_ + i);
  }
}

}  // namespace mg::program
