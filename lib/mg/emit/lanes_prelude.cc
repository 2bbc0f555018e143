#include "mg/emit/lanes_prelude.h"

namespace mg::emit {

const std::string_view lanes_prelude =
    R"(// Lanes: several numbers side by side, each computed as if it were alone, with the same bits.
#if !defined(__GNUC__)
#define MG_WIDTH 1
#elif defined(__AVX512F__)
#define MG_WIDTH 8
#elif defined(__AVX__)
#define MG_WIDTH 4
#elif defined(__SSE2__) || defined(__aarch64__) || defined(__VSX__)
#define MG_WIDTH 2
#else
#define MG_WIDTH 1
#endif

#if defined(__GNUC__)
#define MG_INLINE __attribute__((always_inline)) inline
#else
#define MG_INLINE inline
#endif

// Whether lanes that lie far apart are read many rows at a time.
#define MG_BY_ROWS 0

template <int n> struct Lanes;

template <> struct Lanes<1> {
  static constexpr int size = 1;
  static constexpr bool by_rows = false;
  double v;
  MG_INLINE Lanes(double x) : v(x) {}
  MG_INLINE static Lanes load(const double* p) { return *p; }
  MG_INLINE static Lanes load(const double* p, int) { return *p; }
  template <class I> MG_INLINE static Lanes load(const double* p, const I* at) { return p[*at]; }
  MG_INLINE void store(double* p) const { *p = v; }
  MG_INLINE void store(double* p, int) const { *p = v; }
  friend MG_INLINE Lanes operator+(Lanes a, Lanes b) { MG_BEGIN return a.v + b.v; }
  friend MG_INLINE Lanes operator-(Lanes a, Lanes b) { MG_BEGIN return a.v - b.v; }
  friend MG_INLINE Lanes operator*(Lanes a, Lanes b) { MG_BEGIN return a.v * b.v; }
  friend MG_INLINE Lanes operator/(Lanes a, Lanes b) { MG_BEGIN return a.v / b.v; }
  friend MG_INLINE Lanes operator-(Lanes a) { return -a.v; }
  friend MG_INLINE bool operator<(Lanes a, Lanes b) { return a.v < b.v; }
  friend MG_INLINE bool operator<=(Lanes a, Lanes b) { return a.v <= b.v; }
  friend MG_INLINE bool operator>(Lanes a, Lanes b) { return a.v > b.v; }
  friend MG_INLINE bool operator==(Lanes a, Lanes b) { return a.v == b.v; }
  friend MG_INLINE bool operator!=(Lanes a, Lanes b) { return a.v != b.v; }
  MG_INLINE static Lanes choose(bool c, Lanes a, Lanes b) { return c ? a.v : b.v; }
  template <double (*f)(double)> MG_INLINE static MG_EXACT Lanes each(Lanes a) { return f(a.v); }
  template <double (*f)(double, double)> MG_INLINE static MG_EXACT Lanes each(Lanes a, Lanes b) { return f(a.v, b.v); }
};

#if MG_WIDTH > 1
#if MG_WIDTH >= 8 && defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#undef MG_BY_ROWS
#define MG_BY_ROWS 1
#endif
#endif
#define MG_LIST_2(item) item(0), item(1)
#define MG_LIST_4(item) MG_LIST_2(item), item(2), item(3)
#define MG_LIST_8(item) MG_LIST_4(item), item(4), item(5), item(6), item(7)
#define MG_STRIDED(i) p[(i) * step]
#define MG_LISTED(i) p[at[i]]
#define MG_PUT(i) p[(i) * step] = v[i]
#define MG_CALL(i) f(a.v[i])
#define MG_CALL_2(i) f(a.v[i], b.v[i])
#define MG_LANES(n)                                                                                                    \
  template <> struct Lanes<n> {                                                                                        \
    static constexpr int size = n;                                                                                     \
    typedef double V __attribute__((vector_size(8 * n)));                                                              \
    typedef decltype(V() < V()) M;                                                                                     \
    struct Mask {                                                                                                      \
      M m;                                                                                                             \
    };                                                                                                                 \
    V v;                                                                                                               \
    MG_INLINE Lanes(V x) : v(x) {}                                                                                     \
    MG_INLINE Lanes(double x) : v(x - V()) {}                                                                          \
    MG_INLINE static Lanes load(const double* p) {                                                                     \
      V x;                                                                                                             \
      __builtin_memcpy(&x, p, sizeof x);                                                                               \
      return x;                                                                                                        \
    }                                                                                                                  \
    MG_INLINE static Lanes load(const double* p, int step) { return V{MG_LIST_##n(MG_STRIDED)}; }                      \
    template <class I> MG_INLINE static Lanes load(const double* p, const I* at) { return V{MG_LIST_##n(MG_LISTED)}; } \
    static constexpr bool by_rows = n == 8 && MG_BY_ROWS;                                                              \
    MG_INLINE void store(double* p) const { __builtin_memcpy(p, &v, sizeof v); }                                       \
    MG_INLINE void store(double* p, int step) const { MG_LIST_##n(MG_PUT); }                                           \
    friend MG_INLINE Lanes operator+(Lanes a, Lanes b) { MG_BEGIN return a.v + b.v; }                                  \
    friend MG_INLINE Lanes operator-(Lanes a, Lanes b) { MG_BEGIN return a.v - b.v; }                                  \
    friend MG_INLINE Lanes operator*(Lanes a, Lanes b) { MG_BEGIN return a.v * b.v; }                                  \
    friend MG_INLINE Lanes operator/(Lanes a, Lanes b) { MG_BEGIN return a.v / b.v; }                                  \
    friend MG_INLINE Lanes operator-(Lanes a) { return -a.v; }                                                         \
    friend MG_INLINE Mask operator<(Lanes a, Lanes b) { return {a.v < b.v}; }                                          \
    friend MG_INLINE Mask operator<=(Lanes a, Lanes b) { return {a.v <= b.v}; }                                        \
    friend MG_INLINE Mask operator>(Lanes a, Lanes b) { return {a.v > b.v}; }                                          \
    friend MG_INLINE Mask operator==(Lanes a, Lanes b) { return {a.v == b.v}; }                                        \
    friend MG_INLINE Mask operator!=(Lanes a, Lanes b) { return {a.v != b.v}; }                                        \
    MG_INLINE static Lanes choose(bool c, Lanes a, Lanes b) { return c ? a.v : b.v; }                                  \
    MG_INLINE static Lanes choose(Mask c, Lanes a, Lanes b) { return c.m ? a.v : b.v; }                                \
    template <double (*f)(double)> MG_INLINE static MG_EXACT Lanes each(Lanes a) { return V{MG_LIST_##n(MG_CALL)}; }   \
    template <double (*f)(double, double)> MG_INLINE static MG_EXACT Lanes each(Lanes a, Lanes b) {                    \
      return V{MG_LIST_##n(MG_CALL_2)};                                                                                \
    }                                                                                                                  \
  }
MG_LANES(2);
MG_LANES(4);
MG_LANES(8);
#undef MG_LANES
#undef MG_LIST_2
#undef MG_LIST_4
#undef MG_LIST_8
#undef MG_STRIDED
#undef MG_LISTED
#undef MG_PUT
#undef MG_CALL
#undef MG_CALL_2
#endif

// Twice as many, the second half `gap` lanes after the first (where they overlap, both have the same): sums that go on
// at the same time need not wait for each other.
template <class H, int gap = H::size> struct Pair {
  static constexpr int size = gap + H::size;
  static constexpr bool by_rows = H::by_rows;
  struct Mask {
    decltype(H(0.0) < H(0.0)) a, b;
  };
  H a, b;
  MG_INLINE Pair(double x) : a(x), b(x) {}
  MG_INLINE Pair(H x, H y) : a(x), b(y) {}
  MG_INLINE static Pair load(const double* p) { return Pair(H::load(p), H::load(p + gap)); }
  MG_INLINE static Pair load(const double* p, int step) {
    return Pair(H::load(p, step), H::load(p + gap * step, step));
  }
  template <class I> MG_INLINE static Pair load(const double* p, const I* at) {
    return Pair(H::load(p, at), H::load(p, at + gap));
  }
  MG_INLINE void store(double* p) const { a.store(p), b.store(p + gap); }
  MG_INLINE void store(double* p, int step) const { a.store(p, step), b.store(p + gap * step, step); }
  friend MG_INLINE Pair operator+(Pair x, Pair y) { return Pair(x.a + y.a, x.b + y.b); }
  friend MG_INLINE Pair operator-(Pair x, Pair y) { return Pair(x.a - y.a, x.b - y.b); }
  friend MG_INLINE Pair operator*(Pair x, Pair y) { return Pair(x.a * y.a, x.b * y.b); }
  friend MG_INLINE Pair operator/(Pair x, Pair y) { return Pair(x.a / y.a, x.b / y.b); }
  friend MG_INLINE Pair operator-(Pair x) { return Pair(-x.a, -x.b); }
  friend MG_INLINE Mask operator<(Pair x, Pair y) { return {x.a < y.a, x.b < y.b}; }
  friend MG_INLINE Mask operator<=(Pair x, Pair y) { return {x.a <= y.a, x.b <= y.b}; }
  friend MG_INLINE Mask operator>(Pair x, Pair y) { return {x.a > y.a, x.b > y.b}; }
  friend MG_INLINE Mask operator==(Pair x, Pair y) { return {x.a == y.a, x.b == y.b}; }
  friend MG_INLINE Mask operator!=(Pair x, Pair y) { return {x.a != y.a, x.b != y.b}; }
  MG_INLINE static Pair choose(bool c, Pair x, Pair y) { return c ? x : y; }
  MG_INLINE static Pair choose(Mask c, Pair x, Pair y) {
    return Pair(H::choose(c.a, x.a, y.a), H::choose(c.b, x.b, y.b));
  }
  template <double (*f)(double)> MG_INLINE static MG_EXACT Pair each(Pair x) {
    return Pair(H::template each<f>(x.a), H::template each<f>(x.b));
  }
  template <double (*f)(double, double)> MG_INLINE static MG_EXACT Pair each(Pair x, Pair y) {
    return Pair(H::template each<f>(x.a, y.a), H::template each<f>(x.b, y.b));
  }
};

// What T::load(p, step) gives, where p goes on by 1 from turn to turn, from turn 0 to a multiple of 8: where that is
// faster, eight turns are read at once.
template <class T, bool by_rows = T::by_rows> struct Rows {
  MG_INLINE T next(int, const double* p, int step) const { return T::load(p, step); }
};
#if MG_BY_ROWS
// Reads 8 rows of 8 numbers, `step` apart, and writes their columns, `width` apart.
template <class V> MG_INLINE V row(const double* p) {
  V x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
template <class V> MG_INLINE void put(double* p, V x) { __builtin_memcpy(p, &x, sizeof x); }
template <class V> MG_INLINE void columns(const double* p, int step, double* to, int width) {
  const V a = row<V>(p), b = row<V>(p + step), c = row<V>(p + 2 * step), d = row<V>(p + 3 * step);
  const V e = row<V>(p + 4 * step), f = row<V>(p + 5 * step), g = row<V>(p + 6 * step), h = row<V>(p + 7 * step);
#define MG_EVEN(x, y) __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14)
#define MG_ODD(x, y) __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15)
#define MG_EVEN_PAIRS(x, y) __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13)
#define MG_ODD_PAIRS(x, y) __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15)
#define MG_LOW(x, y) __builtin_shufflevector(x, y, 0, 1, 2, 3, 8, 9, 10, 11)
#define MG_HIGH(x, y) __builtin_shufflevector(x, y, 4, 5, 6, 7, 12, 13, 14, 15)
  const V a0 = MG_EVEN(a, b), a1 = MG_ODD(a, b), c0 = MG_EVEN(c, d), c1 = MG_ODD(c, d);
  const V e0 = MG_EVEN(e, f), e1 = MG_ODD(e, f), g0 = MG_EVEN(g, h), g1 = MG_ODD(g, h);
  const V l0 = MG_EVEN_PAIRS(a0, c0), l1 = MG_EVEN_PAIRS(a1, c1), l2 = MG_ODD_PAIRS(a0, c0), l3 = MG_ODD_PAIRS(a1, c1);
  const V h0 = MG_EVEN_PAIRS(e0, g0), h1 = MG_EVEN_PAIRS(e1, g1), h2 = MG_ODD_PAIRS(e0, g0), h3 = MG_ODD_PAIRS(e1, g1);
  put(to, MG_LOW(l0, h0)), put(to + width, MG_LOW(l1, h1));
  put(to + 2 * width, MG_LOW(l2, h2)), put(to + 3 * width, MG_LOW(l3, h3));
  put(to + 4 * width, MG_HIGH(l0, h0)), put(to + 5 * width, MG_HIGH(l1, h1));
  put(to + 6 * width, MG_HIGH(l2, h2)), put(to + 7 * width, MG_HIGH(l3, h3));
#undef MG_EVEN
#undef MG_ODD
#undef MG_EVEN_PAIRS
#undef MG_ODD_PAIRS
#undef MG_LOW
#undef MG_HIGH
}
template <class T> struct Columns {
  MG_INLINE static void read(const double* p, int step, double* to, int width) {
    columns<typename T::V>(p, step, to, width);
  }
};
template <class H, int gap> struct Columns<Pair<H, gap> > {
  MG_INLINE static void read(const double* p, int step, double* to, int width) {
    Columns<H>::read(p, step, to, width), Columns<H>::read(p + gap * step, step, to + gap, width);
  }
};
template <class T> struct Rows<T, true> {
  double v[8 * T::size];
  MG_INLINE T next(int turn, const double* p, int step) {
    if (turn % 8 == 0) Columns<T>::read(p, step, v, T::size);
    return T::load(v + turn % 8 * T::size);
  }
};
#endif
#undef MG_BY_ROWS

// The last `rest` of n turns, with T or several of them; some may be done again, which gives the same.
template <class T, int rest, int wide = T::size,
          int times = rest <= wide ? 1 : rest <= 2 * wide ? 2 : rest <= 4 * wide ? 4 : 8>
struct Rest {
  typedef Pair<T, rest - wide> Last;
};
template <class T, int rest, int wide> struct Rest<T, rest, wide, 1> {
  typedef T Last;
};
template <class T, int rest, int wide> struct Rest<T, rest, wide, 4> {
  typedef Pair<Pair<T>, rest - 2 * wide> Last;
};
template <class T, int rest, int wide> struct Rest<T, rest, wide, 8> {
  typedef Pair<Pair<Pair<T> >, rest - 4 * wide> Last;
};
template <bool there> struct Turns {
  template <class T, class Body> static MG_EXACT void run(const Body& body, int i, int end) {
    for (; i + T::size <= end; i += T::size) body.template at<T>(i);
  }
};
template <> struct Turns<false> {
  template <class T, class Body> static void run(const Body&, int, int) {}
};
// All turns of a loop of n, as many at a time as there are lanes, or several times that if it has sums.
template <int n, int sums, class Body> inline MG_EXACT void over(const Body& body) {
  constexpr int wide = n >= 8 && MG_WIDTH >= 8 ? 8 : n >= 4 && MG_WIDTH >= 4 ? 4 : n >= 2 && MG_WIDTH >= 2 ? 2 : 1;
  typedef Lanes<wide> One;
  typedef Pair<Pair<Pair<One> > > Many;
  constexpr bool is_many = sums && wide > 1;
  constexpr int rest = n % (is_many ? Many::size : wide);
  typedef typename Rest<One, rest>::Last Last;
  Turns<(is_many && n >= Many::size)>::template run<Many>(body, 0, n);
  Turns<!is_many>::template run<One>(body, 0, n);
  Turns<(rest > 0)>::template run<Last>(body, n - Last::size, n);
}

)";

}  // namespace mg::emit
