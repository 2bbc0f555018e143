#include "mg/program/passes/gather.h"

#include <algorithm>
#include <map>

#include "mg/program/copier.h"
#include "mg/program/passes/choose_lanes.h"

namespace mg::program {
namespace {

class Gather : public Copier {
 public:
  using Copier::Copier;

 private:
  void function(const Function& function) override {
    for (const Item& item : items_of(from(), function.begin, function.end)) {
      if (item.is_serial_loop) {
        const Id<Loop> loop = from().statements[item.begin].loop();
        for (const Item& inner : items_of(from(), item.body_begin, item.body_end)) look_at(inner, loop);
      } else {
        look_at(item, {});
      }
      statements(item.begin, item.end);
    }
  }

  void look_at(const Item& item, Id<Loop> around) {
    if (item.axes.empty() || from().loops[item.axes.back()].kind != Loop::Lanes) return;
    for (const Access& access : item.reads) {
      if (is_worth_gathering(from(), item, access, item.axes.back(), around)) copy_together(item, access);
    }
  }

  /// Where a read finds what was copied together for it.
  struct Gathered {
    std::uint32_t base;
    std::vector<Step> steps;  // along the loops of the program that is read
  };

  /// Writes the loops that copy what an access reads: the lanes go last.
  void copy_together(const Item& item, const Access& access) {
    const Expr& read = from().exprs[access.read];
    const Id<Loop> lanes = item.axes.back();
    std::vector<Step> steps;
    for (const Step& step : from().steps_of(read.walk())) {
      if (step.loop != lanes) steps.push_back(step);
    }
    steps.push_back({lanes, step_along(from(), read, lanes)});

    Gathered gathered{0, steps};
    std::int32_t size = 1;
    for (std::size_t i = steps.size(); i-- > 0;) {
      gathered.steps[i].step = size;
      size *= static_cast<std::int32_t>(from().loops[steps[i].loop].count);
    }
    const Id<Buffer> work = this->work();
    gathered.base = to().grow(work, static_cast<std::uint32_t>(size));
    std::vector<Step> from_steps, to_steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::uint32_t count = from().loops[steps[i].loop].count;
      const bool has_lanes = i + 1 == steps.size() && count >= least_lanes;
      const Id<Loop> loop = to().loop(count, has_lanes ? Loop::Lanes : Loop::Serial);
      to().begin_loop(loop);
      from_steps.push_back({loop, steps[i].step});
      to_steps.push_back({loop, gathered.steps[i].step});
    }
    const Id<Expr> value = to().read(buffer(read.buffer()), read.base(), to().walk(from_steps));
    to().store(to().read(work, gathered.base, to().walk(to_steps)), value);
    for (std::size_t i = 0; i < steps.size(); ++i) to().end_loop();
    gathered_.emplace(access.read.index, std::move(gathered));
  }

  Id<Expr> read(Id<Expr> id) override {
    const auto found = gathered_.find(id.index);
    if (found == gathered_.end()) return Copier::read(id);
    std::vector<Step> steps;
    for (const Step& step : found->second.steps) {
      for (const Step& part : loop(step.loop)) steps.push_back({part.loop, part.step * step.step});
    }
    return to().read(work(), found->second.base, to().walk(steps));
  }

  Id<Buffer> work() {
    if (!work_) {
      for (std::uint32_t b = 0; b < from().buffers.size(); ++b) {
        if (from().buffers[{b}].role == Role::Work) work_ = buffer({b});
      }
      if (!work_) work_ = to().buffer(Role::Work, 0);
    }
    return work_;
  }

  std::map<std::uint32_t, Gathered> gathered_;  // by read
  Id<Buffer> work_;
};

}  // namespace

Program gather(const Program& program) { return Gather(program).run(); }

}  // namespace mg::program
