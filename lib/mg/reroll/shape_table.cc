#include "mg/reroll/shape_table.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <iterator>

#include "mg/base/hash.h"
#include "mg/core/bits.h"
#include "mg/core/ops.h"

namespace mg {
namespace {

using program::Role;

constexpr std::uint32_t none = 0xffffffff;

/// In the order in which arguments of ops that commute are put.
constexpr Role hole_roles[] = {Role::Work, Role::Input, Role::Seed, Role::Parameter, Role::Data};

}  // namespace

ShapeId hole_shape(Role role) {
  const auto found = std::ranges::find(hole_roles, role);
  assert(found != std::end(hole_roles));
  return static_cast<ShapeId>(found - hole_roles);
}

ShapeTable::ShapeTable(Cells& cells) : cells_(cells), slots_(1024, none) {
  for (const Role role : hole_roles) {
    cells_.shapes.push_back({.kind = Shape::Kind::Read, .role = role, .reads = 1});
  }
}

template <class Same> ShapeId& ShapeTable::find(std::uint64_t hash, Same&& same) {
  for (std::size_t i = hash;; ++i) {
    ShapeId& slot = slots_[i & (slots_.size() - 1)];
    if (slot == none || same(cells_.shapes[slot])) return slot;
  }
}

ShapeId ShapeTable::operation(Op op, double attribute, const std::array<ShapeId, 3>& arguments) {
  std::uint64_t hash = mix(static_cast<std::uint64_t>(op), std::bit_cast<std::uint64_t>(attribute));
  for (const ShapeId argument : arguments) hash = mix(hash, argument);
  ShapeId& found = find(hash, [&](const Shape& shape) {
    return shape.kind == Shape::Kind::Operation && shape.op == op && same_bits(shape.attribute, attribute) &&
           shape.arguments == arguments;
  });
  if (found != none) return found;
  Shape shape{.kind = Shape::Kind::Operation, .op = op, .attribute = attribute, .arguments = arguments};
  shape.operations = shape.statements = 1;
  for (int k = 0; k < info(op).arity; ++k) {
    const Shape& argument = cells_.shapes[arguments[k]];
    shape.operations += argument.operations;
    shape.statements += argument.statements;
    shape.reads += argument.reads;
  }
  return add(found, shape, hash);
}

ShapeId ShapeTable::sum(std::span<const Summand> summands) {
  std::uint64_t hash = ~std::uint64_t{0};
  for (const Summand& summand : summands) {
    hash = mix(mix(hash, summand.shape * 2 + summand.minus), std::uint64_t{summand.count} << 32 | summand.terms);
  }
  ShapeId& found = find(hash, [&](const Shape& shape) {
    return shape.kind == Shape::Kind::Sum &&
           std::ranges::equal(std::span(cells_.summands).subspan(shape.first_summand, shape.summands), summands);
  });
  if (found != none) return found;
  Shape shape{.kind = Shape::Kind::Sum};
  shape.first_summand = static_cast<std::uint32_t>(cells_.summands.size());
  shape.summands = static_cast<std::uint32_t>(summands.size());
  std::uint32_t times = 1, terms = 0;  // of the run at hand
  for (const Summand& summand : summands) {
    if (summand.terms > 0) {
      times = summand.count, terms = summand.terms;
      shape.loops = true;
      continue;
    }
    if (terms == 0) times = 1;
    if (terms > 0) --terms;
    const Shape& term = cells_.shapes[summand.shape];
    shape.operations += times * (term.operations + 1);
    shape.statements += term.statements + 1;
    shape.reads += times * term.reads;
  }
  cells_.summands.insert(cells_.summands.end(), summands.begin(), summands.end());
  return add(found, shape, hash);
}

ShapeId ShapeTable::add(ShapeId& slot, const Shape& shape, std::uint64_t hash) {
  const auto id = static_cast<ShapeId>(cells_.shapes.size());
  slot = id;
  cells_.shapes.push_back(shape);
  hashes_.push_back(hash);
  if (hashes_.size() * 2 > slots_.size()) grow();
  return id;
}

void ShapeTable::grow() {
  slots_.assign(slots_.size() * 2, none);
  for (std::size_t i = 0; i < hashes_.size(); ++i) {
    std::size_t at = hashes_[i];
    while (slots_[at & (slots_.size() - 1)] != none) ++at;
    slots_[at & (slots_.size() - 1)] = static_cast<ShapeId>(i + std::size(hole_roles));
  }
}

}  // namespace mg
