// Eigen over Values: the values are those over doubles, the gradients those of the textbook.

#include "mg/core/eigen.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "mg/core/graph.h"

namespace mg {
namespace {

using Matrix = Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic>;
using Vector = Eigen::Matrix<Value, Eigen::Dynamic, 1>;

Matrix record(Graph& g, const Eigen::MatrixXd& numbers) {
  return numbers.unaryExpr([&](double x) { return g.input("x", x); });
}

Eigen::MatrixXd gradients(const Matrix& values) {
  return values.unaryExpr([](const Value& x) { return x.grad(); });
}

Eigen::MatrixXd numbers(const Matrix& values) {
  return values.unaryExpr([](const Value& x) { return x.data(); });
}

const Eigen::MatrixXd spread{{4.0, 1.0, -0.5}, {1.0, 3.0, 0.25}, {-0.5, 0.25, 2.0}};
const Eigen::VectorXd some{{1.0, -2.0, 0.5}};

TEST(Eigen, ProductsNormsAndMixedScalars) {
  Graph g;
  const Matrix a = record(g, spread);
  const Vector x = record(g, some);
  const Vector y = 2.0 * (a * x) + x / 4.0;
  EXPECT_TRUE(numbers(y).isApprox(2.0 * spread * some + some / 4.0, 1e-15));
  const Value loss = y.squaredNorm();
  g.backward(loss);
  const Eigen::VectorXd residual = 2.0 * spread * some + some / 4.0;
  EXPECT_TRUE(gradients(a).isApprox(4.0 * residual * some.transpose(), 1e-14));
  EXPECT_NEAR(x.norm().data(), some.norm(), 1e-15);
  EXPECT_NEAR(x.dot(y).data(), some.dot(residual), 1e-14);
}

TEST(Eigen, PlainNumbersMixIn) {
  Graph g;
  const Vector x = record(g, some);
  const Vector y = spread * x + some;
  EXPECT_TRUE(numbers(y).isApprox(spread * some + some, 1e-15));
  EXPECT_TRUE(numbers(some.cast<Value>()).isApprox(some, 0.0));
  EXPECT_TRUE(numbers(Matrix::Identity(3, 3)).isApprox(Eigen::MatrixXd::Identity(3, 3), 0.0));
}

// d(bᵀ A⁻¹ b)/dA = -A⁻ᵀ b bᵀ A⁻ᵀ
TEST(Eigen, SolversDifferentiate) {
  const Eigen::VectorXd solution = spread.inverse() * some;
  const Eigen::MatrixXd expected = -solution * solution.transpose();
  Graph g;
  const Matrix a = record(g, spread);
  const Vector b = some.cast<Value>();
  g.backward(b.dot(a.partialPivLu().solve(b)));
  EXPECT_TRUE(gradients(a).isApprox(expected, 1e-13));
  EXPECT_FALSE(g.guards().empty()) << "the pivots were chosen by comparing";

  g.zero_grad();
  const Vector by_qr = a.colPivHouseholderQr().solve(b);
  EXPECT_TRUE(numbers(by_qr).isApprox(solution, 1e-13));
  g.backward(b.dot(by_qr));
  EXPECT_TRUE(gradients(a).isApprox(expected, 1e-12));

  g.zero_grad();
  const Matrix lower = a.llt().matrixL();
  EXPECT_TRUE(numbers(lower * lower.transpose()).isApprox(spread, 1e-14));
}

TEST(Eigen, CoefficientWiseFunctions) {
  Graph g;
  const Vector x = record(g, some);
  EXPECT_TRUE(numbers(x.array().tanh().matrix()).isApprox(some.array().tanh().matrix(), 1e-15));
  EXPECT_TRUE(numbers(x.array().abs().sqrt().matrix()).isApprox(some.array().abs().sqrt().matrix(), 1e-15));
  EXPECT_EQ(x.maxCoeff().data(), 1.0);
  EXPECT_EQ(x.cwiseAbs().sum().data(), 3.5);
}

}  // namespace
}  // namespace mg
