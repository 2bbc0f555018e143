#pragma once

namespace mg::test {

// Small graphs for the commands, as text.

/// y = a * b + b^3 at a = -4, b = 2: 0, with the gradient (2, 8); and z = a * b.
inline constexpr const char* cubic = R"(mg-graph 1
%0 = input -4 "a"
%1 = input 2 "b"
%2 = mul %0 %1
%3 = pow %1 3
%4 = add %2 %3 "sum"
output "y" %4
output "z" %2
end 5
)";

/// cost = log(x - t) for x > t, guarded; the parameter t is in a scope.
inline constexpr const char* guarded = R"(mg-graph 1
%0 = input 3 "x"
scope "model" {
  scope "offset" {
    %1 = parameter 2 "t"
    %2 = sub %0 %1 "distance"
    %3 = log %2
  }
}
%4 = lt %1 %0
guard %4 1 "cost.h:12"
output "cost" %3
end 5
)";

/// Two parameters of one name, an input without, and names that need quotes.
inline constexpr const char* names = R"(mg-graph 1
%0 = parameter 1 "w"
%1 = parameter 2 "w"
%2 = input 0.1
%3 = input inf "comma, \"quote\""
%4 = input nan "line\nfeed"
%5 = add %0 %1
output "w=w" %5
end 6
)";

}  // namespace mg::test
