#pragma once

namespace mg::test {

// Graphs to generate code from, as text.

/// DESIGN's example: a neuron with a guard; input x, parameter w.
inline constexpr const char* neuron = R"(mg-graph 1
# micrograd's neuron, one input
%0 = input 0.5 "x"
%1 = parameter -1.25 "w"
scope "neuron0" {
  %2 = mul %1 %0
  %3 = constant 3
  %4 = add %2 %3 "pre-activation"
  %5 = relu %4 0.01
}
%6 = lt %5 %0
guard %6 1 "cost.h:12"
output "y" %5
end 7
)";

/// The expression of micrograd's README: g(a, b) at (-4, 2).
inline constexpr const char* micrograd = R"(mg-graph 1
%0 = input -4 "a"
%1 = input 2 "b"
%2 = add %0 %1 "c"
%3 = mul %0 %1
%4 = pow %1 3
%5 = add %3 %4 "d"
%6 = constant 1
%7 = add %2 %6
%8 = add %2 %7 "c"
%9 = add %6 %8
%10 = neg %0
%11 = add %9 %10
%12 = add %8 %11 "c"
%13 = constant 2
%14 = mul %5 %13
%15 = add %1 %0
%16 = relu %15 0
%17 = add %14 %16
%18 = add %5 %17 "d"
%19 = constant 3
%20 = mul %19 %18
%21 = sub %1 %0
%22 = relu %21 0
%23 = add %20 %22
%24 = add %18 %23 "d"
%25 = sub %12 %24 "e"
%26 = pow %25 2 "f"
%27 = div %26 %13
%28 = constant 10
%29 = div %28 %26
%30 = add %27 %29 "g"
output "g" %30
end 31
)";

/// Nothing varies.
inline constexpr const char* only_constants = R"(mg-graph 1
%0 = constant 3
%1 = exp %0
output "three" %0
output "cube" %1
end 2
)";

/// Parameters, but no input.
inline constexpr const char* only_parameters = R"(mg-graph 1
%0 = parameter 3 "a"
%1 = parameter 0.5 "b"
%2 = pow %0 %1
output "y" %2
end 3
)";

/// Inputs, but no parameter; an input, a constant and one node twice as outputs.
inline constexpr const char* odd_outputs = R"(mg-graph 1
%0 = input 3 "a"
%1 = input 4 "b"
%2 = constant -0
%3 = mul %0 %0
output "a" %0
output "minus zero" %2
output "square" %3
output "square again" %3
end 4
)";

}  // namespace mg::test
