#include "mg/emit/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mg/base/counted.h"
#include "mg/base/json.h"
#include "mg/base/quote.h"
#include "mg/core/ops.h"
#include "mg/emit/cost.h"
#include "mg/emit/model.h"
#include "mg/program/operands.h"

namespace mg::emit {
namespace {

/// A loop that is being read.
struct Open {
  program::Loop loop;
  std::uint32_t end;                // statement
  std::uint64_t turns;              // that its body is done, those of the loops around counted
  std::vector<std::string> inside;  // the trips of the loops in it
};

std::string trips(const Open& open) {
  std::string text = fmt::format("{}{}", open.loop.count, open.loop.kind == program::Loop::Lanes ? " lanes" : "");
  for (std::size_t i = 0; i < open.inside.size(); ++i) {
    text += i > 0 ? ", " : open.inside.size() > 1 ? " × (" : " × ";
    text += open.inside[i];
  }
  return open.inside.size() > 1 ? text + ")" : text;
}

struct EntryReport {
  std::string_view name;
  Cost cost;
  std::uint64_t work_bytes;
  std::vector<LoopReport> loops;

  std::uint64_t covered() const {
    std::uint64_t operations = 0;
    for (const LoopReport& loop : loops) operations += loop.operations;
    return operations;
  }
  double share(std::uint64_t operations) const {
    return cost.total == 0 ? 0.0 : static_cast<double>(operations) / static_cast<double>(cost.total);
  }
};

std::vector<EntryReport> entries_of(const Model& model) {
  std::vector<EntryReport> entries;
  for (const Entry& entry : model.entries) {
    if (entry.copies) continue;
    entries.push_back(
        {entry.name, cost(entry.program), std::uint64_t{entry.work()} * sizeof(double), loops(entry.program)});
  }
  return entries;
}

}  // namespace

std::vector<LoopReport> loops(const program::Program& program) {
  std::vector<LoopReport> reports;
  std::vector<Open> open;
  const std::vector<std::uint32_t> operations = operation_counts(program);
  for (std::uint32_t s = 0; s <= program.statements.size(); ++s) {
    while (!open.empty() && open.back().end == s) {
      const std::string text = trips(open.back());
      open.pop_back();
      if (open.empty())
        reports.back().trips = text;
      else
        open.back().inside.push_back(text);
    }
    if (s == program.statements.size()) break;
    const program::Statement& statement = program.statements[s];
    if (statement.kind() == program::Statement::For) {
      const program::Loop& loop = program.loops[statement.loop()];
      if (open.empty()) reports.emplace_back();
      open.push_back({loop, statement.end(), loop.count * (open.empty() ? 1 : open.back().turns), {}});
      reports.back().depth = std::max(reports.back().depth, static_cast<std::uint32_t>(open.size()));
      continue;
    }
    if (open.empty()) continue;
    reports.back().statements += operations[s];
    reports.back().operations += operations[s] * open.back().turns;
  }
  return reports;
}

std::string text_report(const Model& model, const Options& options) {
  std::string text = fmt::format("{}: {}, {}, {}, {}\n", shown(options.source), counted(model.inputs.size(), "input"),
                                 counted(model.parameters.size(), "parameter"), counted(model.outputs.size(), "output"),
                                 counted(model.nodes, "node"));
  for (const EntryReport& entry : entries_of(model)) {
    text += fmt::format("\n{}: {}\n", entry.name, summary(entry.cost, options.language));
    text += fmt::format("  {} bytes of constants, {} of work, at most {} of stack\n", entry.cost.constant_bytes,
                        entry.work_bytes, entry.cost.stack_bytes);
    if (entry.loops.empty()) {
      text += "  no loops\n";
      continue;
    }
    text += fmt::format("  {}, over {:.1f} % of the operations\n", counted(entry.loops.size(), "loop"),
                        100.0 * entry.share(entry.covered()));
    for (const LoopReport& loop : entry.loops) {
      text += fmt::format("    {:<36}  depth {}, {:>3} operations written, {:>9} done, {:>5.1f} %\n", loop.trips,
                          loop.depth, loop.statements, loop.operations, 100.0 * entry.share(loop.operations));
    }
  }
  return text;
}

std::string json_report(const Model& model) {
  Json json(Json::Lines);
  json.object();
  json.key("inputs").value(model.inputs.size()).key("parameters").value(model.parameters.size());
  json.key("outputs").value(model.outputs.size()).key("nodes").value(model.nodes);
  json.key("work_bytes").value(std::uint64_t{model.work()} * sizeof(double));
  json.key("entries").list_of(entries_of(model), [&](const EntryReport& entry) {
    json.object().key("name").value(entry.name).key("operations").value(entry.cost.total);
    json.key("by_kind").object(Json::Line);
    for (const auto& [name, count] : by_kind(entry.cost)) json.key(name).value(count);
    json.end();
    json.key("libm_calls").value(entry.cost.libm_calls).key("constant_bytes").value(entry.cost.constant_bytes);
    json.key("work_bytes").value(entry.work_bytes).key("stack_bytes").value(entry.cost.stack_bytes);
    json.key("in_loops").value(entry.covered());
    json.key("loops").list_of(entry.loops, [&](const LoopReport& loop) {
      json.object(Json::Line).key("trips").value(loop.trips).key("depth").value(loop.depth);
      json.key("statements").value(loop.statements).key("operations").value(loop.operations);
      json.key("share").written(fmt::format("{:.4f}", entry.share(loop.operations))).end();
    });
    json.end();
  });
  json.end();
  return std::move(json).text() + "\n";
}

}  // namespace mg::emit
