#include "mg/core/node_text.h"

#include <gtest/gtest.h>

namespace mg {
namespace {

TEST(NodeText, AsInAFileWithoutNamesAndValues) {
  Graph g;
  const Value x = g.input("x", 0.5);
  const Value is_less = lt(x, 1.0);
  const Value power = pow(x, -0.0), rectified = relu(x);
  g.output("y", select(is_less, power, rectified));
  const char* const expected[] = {"%0 = input",     "%1 = constant",     "%2 = lt %0 %1",
                                  "%3 = pow %0 -0", "%4 = relu %0 0.01", "%5 = select %2 %3 %4"};
  ASSERT_EQ(g.size(), std::size(expected));
  for (std::uint32_t i = 0; i < g.size(); ++i) EXPECT_EQ(node_text(g, {i}), expected[i]);
  EXPECT_EQ(id_text({4294967294}), "%4294967294");
}

}  // namespace
}  // namespace mg
