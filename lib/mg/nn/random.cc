// The Mersenne Twister of 64 bits. M. Matsumoto, T. Nishimura: Mersenne Twister: a 623-dimensionally equidistributed
// uniform pseudo-random number generator, ACM TOMACS 8, 1998; T. Nishimura: Tables of 64-bit Mersenne Twisters, 2000.

#include "mg/nn/random.h"

namespace mg::nn {

Random::Random(std::uint64_t seed) {
  state_[0] = seed;
  for (std::size_t i = 1; i < state_.size(); ++i) {
    state_[i] = 6364136223846793005u * (state_[i - 1] ^ (state_[i - 1] >> 62)) + i;
  }
}

void Random::refill() {
  constexpr std::size_t middle = 156;
  constexpr std::uint64_t lower = 0x7fff'ffff;
  for (std::size_t i = 0; i < state_.size(); ++i) {
    const std::uint64_t x = (state_[i] & ~lower) | (state_[(i + 1) % state_.size()] & lower);
    state_[i] = state_[(i + middle) % state_.size()] ^ (x >> 1) ^ (x & 1 ? 0xb502'6f5a'a966'19e9u : 0u);
  }
  drawn_ = 0;
}

std::uint64_t Random::draw() {
  if (drawn_ == state_.size()) refill();
  std::uint64_t x = state_[drawn_++];
  x ^= (x >> 29) & 0x5555'5555'5555'5555u;
  x ^= (x << 17) & 0x71d6'7fff'eda6'0000u;
  x ^= (x << 37) & 0xfff7'eee0'0000'0000u;
  return x ^ (x >> 43);
}

}  // namespace mg::nn
