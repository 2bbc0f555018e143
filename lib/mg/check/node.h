#pragma once

#include <memory>
#include <string>

#include "mg/check/runner.h"
#include "mg/emit/model.h"

namespace mg::check {

/// A model as a module of JavaScript, in a process of node that calls its entries when it is asked to; it ends when
/// this, or our process, does. `name`: of the files. SystemError where it cannot be started; a call throws it where the
/// process has ended, with what it said.
std::unique_ptr<Runner> run_in_node(const emit::Model& model, const emit::Options& options, const Workshop& workshop,
                                    const std::string& name);

}  // namespace mg::check
