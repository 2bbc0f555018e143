#include "mg/nn/random.h"

#include <random>

namespace mg::nn {

struct Random::Engine : std::mt19937_64 {
  using std::mt19937_64::mt19937_64;
};

Random::Random(std::uint64_t seed) : engine_(std::make_unique<Engine>(seed)) {}
Random::~Random() = default;

double Random::uniform(double low, double high) {
  const double fraction = static_cast<double>((*engine_)() >> 11) * 0x1p-53;
  return low + (high - low) * fraction;
}

}  // namespace mg::nn
