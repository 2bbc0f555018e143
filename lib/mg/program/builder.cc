#include "mg/program/builder.h"

#include <bit>
#include <cstring>
#include <string_view>

#include "mg/core/ops.h"

namespace mg::program {

Builder::Builder(Scalar type) : type_(type) { walk({}); }

Id<Buffer> Builder::buffer(Role role, std::uint32_t length) {
  return program_.buffers.add({.role = role, .type = type_, .length = length});
}

Id<Buffer> Builder::data(std::span<const double> numbers) {
  const std::uint32_t list = keep(program_.data, data_, numbers);
  const auto [entry, is_new] = data_buffers_.try_emplace(list);
  if (is_new) {
    entry->second = program_.buffers.add(
        {.role = Role::Data, .type = type_, .length = static_cast<std::uint32_t>(numbers.size()), .data = list});
  }
  return entry->second;
}

std::uint32_t Builder::table(std::span<const std::uint32_t> places) { return keep(program_.tables, tables_, places); }

template <class Number>
std::uint32_t Builder::keep(Lists<Number>& all, std::unordered_multimap<std::uint64_t, std::uint32_t>& known,
                            std::span<const Number> list) {
  const std::uint64_t hash =
      std::hash<std::string_view>{}({reinterpret_cast<const char*>(list.data()), list.size_bytes()});
  const auto [begin, end] = known.equal_range(hash);
  for (auto it = begin; it != end; ++it) {
    const auto there = all[it->second];
    // By their bits: 0 is not -0 here.
    if (there.size() == list.size() && std::memcmp(there.data(), list.data(), list.size_bytes()) == 0)
      return it->second;
  }
  const std::uint32_t next = all.add(list);
  known.emplace(hash, next);
  return next;
}

Id<Walk> Builder::walk(std::span<const Step> steps, std::uint32_t table) {
  std::vector<std::int64_t> key{table};
  for (const Step& step : steps) key.insert(key.end(), {step.loop.index, step.step});
  const auto [entry, is_new] = walks_.try_emplace(std::move(key));
  if (is_new) entry->second = program_.walks.add({program_.steps.add(steps), table});
  return entry->second;
}

std::uint32_t Builder::number_index(double number) {
  const auto next = static_cast<std::uint32_t>(program_.numbers.size());
  const auto [entry, is_new] = numbers_.try_emplace(std::bit_cast<std::uint64_t>(number), next);
  if (is_new) {
    program_.numbers.push_back(number);
    number_exprs_.emplace_back();
  }
  return entry->second;
}

Id<Expr> Builder::number(double number) {
  const std::uint32_t index = number_index(number);
  Id<Expr>& expr = number_exprs_[index];
  if (!expr) expr = program_.exprs.add(Expr::make_number(index, type_));
  return expr;
}

Id<Expr> Builder::read(Id<Buffer> buffer, std::uint32_t base, Id<Walk> walk) {
  return program_.exprs.add(Expr::make_read(buffer, base, walk, program_.buffers[buffer].type));
}

Id<Expr> Builder::apply(Op op, const std::array<Id<Expr>, 3>& arguments, double attribute) {
  const std::uint32_t number = info(op).attribute ? number_index(attribute) : Id<Expr>::none;
  return program_.exprs.add(Expr::make_apply(op, arguments, number, type_));
}

void Builder::begin_function() {
  const auto here = static_cast<std::uint32_t>(program_.statements.size());
  if (!program_.functions.empty()) program_.functions.back().end = here;
  program_.functions.push_back({here, here, 0});
}

Id<Expr> Builder::let(Id<Expr> value) {
  const Id<Expr> local = program_.exprs.add(Expr::make_local(program_.functions.back().locals++, type_));
  push(Statement::make_let(local, value));
  return local;
}

void Builder::begin_loop(Id<Loop> loop) {
  open_.push_back(static_cast<std::uint32_t>(program_.statements.size()));
  push(Statement::make_for(loop, 0));
}

void Builder::end_loop() {
  const auto here = static_cast<std::uint32_t>(program_.statements.size());
  program_.statements[open_.back()].set_end(here);
  if (open_.back() + 1 == here) program_.statements.pop_back();
  open_.pop_back();
}

Program Builder::take() {
  assert(open_.empty());
  if (!program_.functions.empty()) {
    program_.functions.back().end = static_cast<std::uint32_t>(program_.statements.size());
  }
  return std::move(program_);
}

}  // namespace mg::program
