#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "mg/check/compiler.h"
#include "mg/core/graph.h"
#include "mg/emit/options.h"

namespace mg::bench {

/// What is asked of a workload's code.
enum class Kind {
  Inference,  ///< values only, of inputs alone: parameters are baked
  Training,   ///< values, and gradients by the parameters, which are arguments
};

/// Writes the header that Compiled takes.
void write_header(const std::filesystem::path& header, const Graph& graph, Kind kind, emit::Loops loops);

/// Sizes in bytes, and what compiling took.
struct Cost {
  bool has_loops = false;
  std::size_t source = 0;
  std::size_t source_without_data = 0;  ///< without the arrays of numbers that loops walk
  std::size_t code = 0;                 ///< instructions in the object file; 0 where it is not ELF
  std::size_t model = 0;                ///< of an object of the class
  double compile_seconds = 0.0;         ///< of CPU time
  std::size_t compile_memory = 0;       ///< at most, of the largest process
};

/// Generated code, compiled by $CXX and loaded.
class Compiled {
 public:
  /// Leaves other files beside the header. What this process itself has ever taken of memory is a lower bound of
  /// `compile_memory`, as the system counts. SystemError with what the compiler says where it fails.
  Compiled(const std::filesystem::path& header, Kind kind, const std::string& level);

  const Cost& cost() const { return cost_; }

  /// Where parameters are baked, `p` is ignored.
  void forward(const double* x, const double* p, double* y) const { forward_(x, p, y); }
  /// Not for Inference.
  void backward(const double* x, const double* p, double* y, const double* y_bar, double* p_bar) const {
    backward_(x, p, y, y_bar, p_bar);
  }

 private:
  Cost cost_;
  std::unique_ptr<check::Library> library_;
  void (*forward_)(const double*, const double*, double*) = nullptr;
  void (*backward_)(const double*, const double*, double*, const double*, double*) = nullptr;
};

}  // namespace mg::bench
