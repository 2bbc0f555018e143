#include "bench/adolc_peer.h"

#include <adolc/adolc.h>

#include <vector>

// Found by argument-dependent lookup, as adouble is global.
static adouble relu(const adouble& x, double slope) {
  const adouble below = slope * x;
  adouble y;
  condassign(y, x, x, below);
  return y;
}

#include "bench/subject.h"

namespace mg::bench {
namespace {

constexpr short tag = 1;

template <class Workload> class Peer : public AdolcPeer {
 public:
  Peer(Workload workload, std::size_t ops)
      : workload_(std::move(workload)),
        n_(static_cast<int>(workload_.start.size())),
        m_(static_cast<int>(workload_.outputs)),
        buffer_(static_cast<unsigned>(4 * (ops + workload_.start.size()) + 1000)),
        y_(workload_.outputs),
        gradient_(workload_.start.size()) {}

  std::span<const double> record() override {
    // Buffers that hold everything: nothing goes to a file.
    trace_on(tag, 1, buffer_, 2 * buffer_, buffer_, buffer_);
    {
      std::vector<adouble> p(workload_.start.size()), y(y_.size());
      for (std::size_t i = 0; i < p.size(); ++i) p[i] <<= workload_.start[i];
      workload_(p.data(), workload_.data.data(), y.data());
      for (std::size_t k = 0; k < y.size(); ++k) y[k] >>= y_[k];
    }
    trace_off();
    return y_;
  }

  std::span<const double> reverse(std::size_t output) override {
    std::vector<double> seeds(y_.size(), 0.0);
    seeds[output] = 1.0;
    ::reverse(tag, m_, n_, 0, seeds.data(), gradient_.data());
    return gradient_;
  }

  std::span<const double> evaluate() override {
    zos_forward(tag, m_, n_, 1, workload_.start.data(), y_.data());
    return y_;
  }

 private:
  Workload workload_;
  int n_, m_;
  unsigned buffer_;
  std::vector<double> y_, gradient_;
};

}  // namespace

std::unique_ptr<AdolcPeer> adolc_peer(std::string_view workload) {
  std::unique_ptr<AdolcPeer> peer;
  for_each_workload([&](std::string_view name, auto make) {
    if (name != workload) return;
    const std::size_t ops = Subject(make()).ops();
    peer = std::make_unique<Peer<decltype(make())>>(make(), ops);
  });
  return peer;
}

}  // namespace mg::bench
