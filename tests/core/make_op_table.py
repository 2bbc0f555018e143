#!/usr/bin/env python3
"""Writes op_table_data.inc: values and derivatives of every op at chosen points, computed with 60 digits.

    python3 make_op_table.py > op_table_data.inc

Nothing here knows how the engine computes; the formulas are those of a calculus book. Points are doubles, taken exactly.
The last column is what a derivative may be off beyond a few units in its last place, where the rule that the engine is
asked to follow cannot do better (`slack` below says why).
"""
import math

import mpmath as mp

mp.mp.dps = 60
EPSILON = 2.0 ** -53  # half a unit in the last place of 1
INF = mp.inf

GENERAL = [-4.0, -2.5, -1.0, -0.7, -1e-3, -1e-9, 1e-300, 1e-9, 1e-3, 0.3, 0.5, 1.0, 1.75, 3.0, 4.0]
POSITIVE = [1e-300, 1e-9, 1e-3, 0.25, 0.7, 1.0, 1.0000001, 2.0, 3.7, 10.0, 12345.678, 1e10, 1e300]
UNIT = [-1.0 + 2.0 ** -50, -0.999, -0.875, -0.5, -1e-3, -1e-9, 0.0, 1e-9, 1e-3, 0.3, 0.5, 0.875, 0.999, 1.0 - 2.0 ** -50]
PAIRS = [(-4.0, 3.0), (-2.5, -1.5), (-1e-9, 1e9), (1e-3, -7.0), (0.3, 0.1), (1.0, 1.0), (1.5, 2.5), (1e150, 1e-150),
         (123456.789, -0.001), (0.0, 2.0)]
ORDERED = [(-4.0, 3.0), (3.0, -4.0), (0.1, 0.3), (0.3, 0.1), (1e300, -1e300), (1e-320, 2e-320), (-1.0, -2.0),
           (1.0, 1.0 + 2.0 ** -52), (5.0, 4.0)]

sigma = lambda x: 1 / (1 + mp.exp(-x))
one, zero = mp.mpf(1), mp.mpf(0)


def step(condition):
    return one if condition else zero


# name: (points, value, partials); an op with an attribute has it as the last coordinate of the points.
OPS = {
    "Add": (PAIRS, lambda a, b: a + b, lambda a, b: (one, one)),
    "Sub": (PAIRS, lambda a, b: a - b, lambda a, b: (one, -one)),
    "Mul": (PAIRS, lambda a, b: a * b, lambda a, b: (b, a)),
    "Div": (PAIRS, lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2)),
    "Neg": ([(x,) for x in GENERAL + [0.0, 1e308]], lambda x: -x, lambda x: (-one,)),
    "Pow": ([(0.25, 3.0), (0.5, -2.5), (0.7, 1e-8), (1.0, 5.0), (2.0, 0.5), (2.0, 10.0), (3.0, 1.0), (10.0, -300.0),
             (1e-5, 20.5), (1.0000001, 1e7), (123.456, 0.0), (1.5, 700.0)],
            lambda a, b: a**b,
            lambda a, b: (b * a**(b - 1), a**b * mp.log(a))),
    "PowConst": ([(x, c) for c in (2.0, 3.0, -1.0, 0.5, 1.0, 0.0, 1.0 / 3.0, 1e-8, -2.5, 7.0) for x in
                  (0.25, 0.7, 1.0, 3.7, 12.5)] +
                 [(x, c) for c in (2.0, 3.0, -1.0, 1.0, 0.0, 7.0, -3.0) for x in (-2.5, -0.1)] +
                 [(1.00001, 12345.678), (0.98, 12345.678), (1.0 + 1e-9, 1e10), (1.0 - 1e-10, 1e10), (1e-100, 2.0),
                  (1e100, 3.0)],
                 lambda x, c: x**c,
                 lambda x, c: (c * x**(c - 1) if c != 0 else zero,)),
    "Abs": ([(x,) for x in GENERAL + [-1e300]], lambda x: abs(x), lambda x: (mp.sign(x),)),
    "Sign": ([(x,) for x in GENERAL + [0.0]], lambda x: mp.sign(x), lambda x: (zero,)),
    "Floor": ([(x,) for x in GENERAL + [0.49999999999999994, 2.0**52 + 1, -2.0**53, 1e300, -0.5]],
              lambda x: mp.floor(x), lambda x: (zero,)),
    "Min": (ORDERED, lambda a, b: min(a, b), lambda a, b: (step(a <= b), step(b < a))),
    "Max": (ORDERED, lambda a, b: max(a, b), lambda a, b: (step(a >= b), step(b > a))),
    "Sqrt": ([(x,) for x in POSITIVE], mp.sqrt, lambda x: (1 / (2 * mp.sqrt(x)),)),
    "Cbrt": ([(x,) for x in POSITIVE + [-8.0, -0.3, -1e-9, -1e200]], lambda x: mp.sign(x) * mp.cbrt(abs(x)),
             lambda x: (1 / (3 * mp.cbrt(abs(x))**2),)),
    "Exp": ([(x,) for x in GENERAL + [-745.0, -700.0, 700.0, 709.7]], mp.exp, lambda x: (mp.exp(x),)),
    "Expm1": ([(x,) for x in GENERAL + [-700.0, -40.0, 700.0]], mp.expm1, lambda x: (mp.exp(x),)),
    "Log": ([(x,) for x in POSITIVE + [5e-324]], mp.log, lambda x: (1 / x,)),
    "Log1p": ([(x,) for x in POSITIVE + [-0.999, -0.75, -0.3, -1e-9]], mp.log1p, lambda x: (1 / (1 + x),)),
    "Sin": ([(x,) for x in GENERAL + [1e6, 1e22, -355.0]], mp.sin, lambda x: (mp.cos(x),)),
    "Cos": ([(x,) for x in GENERAL + [1e6, 1e22, -355.0]], mp.cos, lambda x: (-mp.sin(x),)),
    "Tan": ([(x,) for x in GENERAL + [1.5, -1.57, 1.5707963, 1e6]], mp.tan, lambda x: (1 + mp.tan(x)**2,)),
    "Asin": ([(x,) for x in UNIT], mp.asin, lambda x: (1 / mp.sqrt(1 - x * x),)),
    "Acos": ([(x,) for x in UNIT], mp.acos, lambda x: (-1 / mp.sqrt(1 - x * x),)),
    "Atan": ([(x,) for x in GENERAL + [1e9, -1e150]], mp.atan, lambda x: (1 / (1 + x * x),)),
    "Atan2": ([(1.0, 2.0), (1.0, -2.0), (-1.0, -2.0), (-1.0, 2.0), (0.0, 3.0), (3.0, 0.0), (-3.0, 0.0), (1e-9, 1.0),
               (1e-9, -1.0), (1e100, 1e-100), (-7.5, 0.25)],
              mp.atan2, lambda y, x: (x / (x * x + y * y), -y / (x * x + y * y))),
    "Sinh": ([(x,) for x in GENERAL + [-700.0, 700.0, 40.0]], mp.sinh, lambda x: (mp.cosh(x),)),
    "Cosh": ([(x,) for x in GENERAL + [-700.0, 700.0, 40.0]], mp.cosh, lambda x: (mp.sinh(x),)),
    "Tanh": ([(x,) for x in GENERAL + [-20.0, 15.0, 400.0]], mp.tanh, lambda x: (1 / mp.cosh(x)**2,)),
    "Hypot": ([(3.0, 4.0), (-5.0, 12.0), (1e-9, 1.0), (0.3, -0.1), (1e200, 1e200), (1e-200, -1e-200), (0.0, -2.0),
               (1e10, 1e-10)],
              lambda a, b: mp.sqrt(a * a + b * b),
              lambda a, b: (a / mp.sqrt(a * a + b * b), b / mp.sqrt(a * a + b * b))),
    "Erf": ([(x,) for x in GENERAL + [-6.0, 5.0, 27.0]], mp.erf, lambda x: (2 / mp.sqrt(mp.pi) * mp.exp(-x * x),)),
    "Sigmoid": ([(x,) for x in GENERAL + [-1000.0, -700.0, -40.0, 20.0, 40.0, 1000.0]], sigma,
                lambda x: (sigma(x) * sigma(-x),)),
    "Softplus": ([(x,) for x in GENERAL + [-1000.0, -700.0, -40.0, 20.0, 40.0, 1000.0]],
                 lambda x: mp.log1p(mp.exp(-abs(x))) + max(x, zero), lambda x: (sigma(x),)),
    "Relu": ([(x, slope) for slope in (0.01, 0.0, 0.3, -1.0) for x in (-4.0, -1e-9, 1e-9, 0.5, 3.0, 1e300)],
             lambda x, slope: x if x > 0 else slope * x, lambda x, slope: (one if x > 0 else slope,)),
    "Lt": (ORDERED + [(2.0, 2.0)], lambda a, b: step(a < b), lambda a, b: (zero, zero)),
    "Le": (ORDERED + [(2.0, 2.0)], lambda a, b: step(a <= b), lambda a, b: (zero, zero)),
    "Eq": (ORDERED + [(2.0, 2.0), (-1e-320, -1e-320)], lambda a, b: step(a == b), lambda a, b: (zero, zero)),
    "Select": ([(1.0, 2.0, 3.0), (0.0, 2.0, 3.0), (-0.5, -2.0, 1e300), (1e-320, 7.0, 8.0), (0.0, 7.0, 8.0),
                (1e300, -1.0, 1.0)],
               lambda c, a, b: a if c != 0 else b, lambda c, a, b: (zero, step(c != 0), step(c == 0))),
}
WITH_ATTRIBUTE = {"PowConst", "Relu"}


def slack(op, point, partials):
    """What each derivative may be off, absolutely, because of the form that its rule is asked to have."""
    x = point[0]
    if op == "Tanh":  # 1 - y * y: y is rounded, and so is its square
        return 4 * EPSILON
    if op == "Sigmoid":  # y * (1 - y): y is rounded
        return 4 * EPSILON * float(sigma(mp.mpf(x)))
    if op == "Erf":  # exp(-(x * x)): the rounding of the square is multiplied by the square
        return float(x * x * partials[0] * 2 * EPSILON)
    if op in ("Pow", "PowConst") and x > 0:  # pow(x, c - 1): the rounding of c - 1 is multiplied by log x
        return float(abs(mp.log(x) * (point[1] - 1) * partials[0]) * EPSILON)
    return 0.0


def number(x):
    """The nearest double, as a C++ literal of 17 digits."""
    x = mp.mpf(x)
    if x == 0:
        return "0.0"
    try:
        nearest = float(x)
    except OverflowError:
        nearest = math.inf
    if math.isinf(nearest):
        return "-infinity" if x < 0 else "infinity"
    text = "%.17g" % nearest
    return text if any(c in text for c in ".e") else text + ".0"


def main():
    print("// Written by make_op_table.py with 60 digits. Op, attribute, arguments, value, partials, slack of the partials.")
    for op, (points, value, partials) in OPS.items():
        for point in points:
            point = point if isinstance(point, tuple) else (point,)
            exact = [mp.mpf(x) for x in point]
            derivatives = partials(*exact)
            arguments = point[:-1] if op in WITH_ATTRIBUTE else point
            attribute = point[-1] if op in WITH_ATTRIBUTE else 0.0
            print("{Op::%s, %s, {%s}, %s, {%s}, %s}," %
                  (op, number(attribute), ", ".join(map(number, arguments)), number(value(*exact)),
                   ", ".join(map(number, derivatives)), "%.2g" % slack(op, point, derivatives)))


main()
