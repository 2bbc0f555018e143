#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mg {

/// Visits what nodes depend on before them, depth first, from the left; by a stack, as graphs are deep.
template <class Node> class PostOrder {
 public:
  /// Calls `leave(node)` for all that `root` depends on, and last for `root`: but not for what `is_done(node)` says is
  /// done, nor for what only that depends on; and what was left has to be. `argument(node, k)` is the k-th that a node
  /// depends on, or nothing where there are no more.
  template <class Argument, class IsDone, class Leave>
  void visit(Node root, Argument&& argument, IsDone&& is_done, Leave&& leave) {
    if (is_done(root)) return;
    stack_.push_back({root, 0});
    while (!stack_.empty()) {
      Visit& top = stack_.back();
      if (const std::optional<Node> next = argument(top.node, std::size_t{top.next_argument})) {
        ++top.next_argument;
        if (!is_done(*next)) stack_.push_back({*next, 0});
      } else {
        leave(Node(top.node));
        stack_.pop_back();
      }
    }
  }

 private:
  struct Visit {
    Node node;
    std::uint32_t next_argument;
  };

  std::vector<Visit> stack_;
};

}  // namespace mg
