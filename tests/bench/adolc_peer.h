#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace mg::bench {

/// A workload in ADOL-C. All share one tape, as it can hold few at a time: another one that records takes it over.
class AdolcPeer {
 public:
  virtual ~AdolcPeer() = default;
  /// Records; gives the values of the outputs.
  virtual std::span<const double> record() = 0;
  /// The gradient of an output, after `record` or `evaluate`.
  virtual std::span<const double> reverse(std::size_t output) = 0;
  /// Evaluates what was recorded again.
  virtual std::span<const double> evaluate() = 0;
};

/// Null for a workload that is not there.
std::unique_ptr<AdolcPeer> adolc_peer(std::string_view workload);

}  // namespace mg::bench
