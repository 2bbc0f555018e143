#include "mg/program/pipeline.h"

#include <algorithm>

#include "mg/program/passes/choose_lanes.h"
#include "mg/program/passes/dead_stores.h"
#include "mg/program/passes/fuse_loops.h"
#include "mg/program/passes/gather.h"
#include "mg/program/passes/hand_on.h"
#include "mg/program/passes/lay_out_data.h"
#include "mg/program/passes/nest.h"
#include "mg/program/passes/split.h"
#include "mg/program/passes/storage.h"
#include "mg/program/verify.h"

namespace mg::program {
namespace {

constexpr std::uint32_t least_fused = 64;  // operations that may stand in one loop, at least

constexpr Stage all[] = {
    {"fused", "loops that go on with what others have just made run together",
     [](Program&& program, const LoweringOptions& options) {
       return fuse_loops(program, std::max(options.function_size, least_fused));
     },
     true},
    {"lanes", "of the parallel loops around each thing, one is taken side by side",
     [](Program&& program, const LoweringOptions&) { return choose_lanes(program); }, true, true},
    {"gathered", "what lanes read from far apart is first copied together",
     [](Program&& program, const LoweringOptions&) { return gather(program); }, true, true},
    {"laid-out", "constant numbers and tables are in the order of the loops",
     [](Program&& program, const LoweringOptions&) { return lay_out_data(program); }, true},
    {"split", "long functions are cut",
     [](Program&& program, const LoweringOptions& options) { return split(std::move(program), options.function_size); },
     true},
    {"handed-on", "values stay in locals within a function",
     [](Program&& program, const LoweringOptions&) { return hand_on(program); }, true},
    {"stored", "what is never read is not written",
     [](Program&& program, const LoweringOptions&) { return drop_dead_stores(std::move(program)); }, true},
    {"nested", "what is used once is written where it is used",
     [](Program&& program, const LoweringOptions&) { return nest(program); }},
    {"final", "arrays share memory when they do not live at the same time",
     [](Program&& program, const LoweringOptions&) { return assign_storage(std::move(program)); }},
};

}  // namespace

std::span<const Stage> stages() { return all; }

Program lower(Program program, const LoweringOptions& options,
              const std::function<void(std::string_view, const Program&)>& watch) {
  verify(program, first_stage);
  if (watch) watch(first_stage, program);
  for (const Stage& stage : all) {
    if ((!stage.is_for_loops || !program.loops.empty()) && (!stage.is_for_lanes || options.lanes)) {
      program = stage.run(std::move(program), options);
      verify(program, stage.name);
    }
    if (watch) watch(stage.name, program);
  }
  return program;
}

}  // namespace mg::program
