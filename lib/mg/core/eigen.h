#pragma once

// What Eigen has to know to use Value as a scalar. Optional: nothing in `mg` includes it, and it needs Eigen's headers.
//
//     Eigen::Matrix<mg::Value, 3, 3> m;
//     mg::Value d = (m * m).determinant();

#include <Eigen/Core>

#include "mg/core/classify.h"
#include "mg/core/exponents.h"
#include "mg/core/functions.h"
#include "mg/core/rounding.h"

namespace Eigen {

template <> struct NumTraits<mg::Value> : GenericNumTraits<mg::Value> {
  using Real = mg::Value;
  using NonInteger = mg::Value;
  using Nested = mg::Value;
  using Literal = double;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 1,
    // Recording costs about as much as a few operations on doubles.
    AddCost = 4,
    MulCost = 4
  };
  static int digits10() { return NumTraits<double>::digits10(); }
  static mg::Value dummy_precision() { return NumTraits<double>::dummy_precision(); }
};

/// Values and doubles mix in one expression, and give Values.
template <class BinaryOp> struct ScalarBinaryOpTraits<mg::Value, double, BinaryOp> { using ReturnType = mg::Value; };
template <class BinaryOp> struct ScalarBinaryOpTraits<double, mg::Value, BinaryOp> { using ReturnType = mg::Value; };

}  // namespace Eigen
