#pragma once

// Every colour of a picture, once, as a pair: light theme, dark theme.
//
// A light picture can be turned into a dark one by its colours alone (render/recolor.h does so in SVG), because equal
// light colours have equal dark ones. Where two roles would share a light colour but not a dark one, the less important
// of the two differs in its last digit, which nobody sees.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "mg/draw/look/style.h"

namespace mg::draw {

/// 0xRRGGBB in each theme.
struct Color {
  std::uint32_t light;
  std::uint32_t dark;
};

/// A kind of card.
struct CardColors {
  Color fill, border, text;
};

/// By magnitude, from "zero" to "at least half of the largest".
using Ramp = std::array<Color, 6>;

struct Palette {
  Color background{0xfcfdfe, 0x0b1220};
  Color legend{0x475569, 0x94a3b8};
  Color ink{0x0f172a, 0xe2e8f0};
  Color dim{0x64748b, 0x94a3b8};
  Color not_finite{0xdc2626, 0xf87171};

  CardColors input{{0xdbeafe, 0x13274f}, {0x3b82f6, 0x3b82f6}, {0x1e3a8a, 0xbfdbfe}};
  CardColors parameter{{0xede9fe, 0x2a1a55}, {0x8b5cf6, 0x8b5cf6}, {0x4c1d95, 0xddd6fe}};
  CardColors constant{{0xf1f5f9, 0x1e293b}, {0x94a3b8, 0x475569}, {0x475568, 0xcbd5e1}};
  CardColors operation{{0xffffff, 0x131c2e}, {0x94a3b8, 0x475569}, {0x0f172a, 0xe2e8f0}};
  CardColors output{{0xfee2e2, 0x4c1119}, {0xef4444, 0xef4444}, {0x7f1d1d, 0xfecaca}};

  /// By depth; deeper ones repeat the last.
  std::array<Color, 3> cluster_fill{{{0xf8fafc, 0x0f192b}, {0xf1f5fa, 0x152238}, {0xe8eef5, 0x1b2b45}}};
  Color cluster_border{0xcbd5e1, 0x334155};

  Ramp pill_positive{{{0xeef2f6, 0x1e293b},
                      {0xe0f5f2, 0x123534},
                      {0xbfe9e3, 0x12504c},
                      {0x8dd6cd, 0x127069},
                      {0x4fbdb0, 0x14958a},
                      {0x149e90, 0x2bbcae}}};
  Ramp pill_negative{{{0xeef2f6, 0x1e293b},
                      {0xfdeee0, 0x3a2415},
                      {0xfbdcc0, 0x5c3413},
                      {0xf7bf8c, 0x874a14},
                      {0xf09a50, 0xb9641b},
                      {0xe0742a, 0xea8a3a}}};
  Ramp pill_positive_text{{{0x64748b, 0x94a3b8},
                           {0x134e4a, 0xccfbf1},
                           {0x134e4a, 0xccfbf1},
                           {0x134e4a, 0xccfbf1},
                           {0x042f2e, 0x022c28},
                           {0x042f2e, 0x022c28}}};
  Ramp pill_negative_text{{{0x64748b, 0x94a3b8},
                           {0x7c2d12, 0xffedd5},
                           {0x7c2d12, 0xffedd5},
                           {0x7c2d12, 0xffedd5},
                           {0x431407, 0x2b0d02},
                           {0x431407, 0x2b0d02}}};

  /// Where no gradient is shown.
  Color edge{0x94a3b7, 0x64748b};
  Color edge_not_finite{0xef4444, 0xef4444};
  Ramp edge_positive{{{0xcbd5e1, 0x334155},
                      {0xa9dbd5, 0x14464a},
                      {0x79c9bf, 0x156862},
                      {0x45b3a6, 0x178a80},
                      {0x1f9a8d, 0x1cae9f},
                      {0x0b7d72, 0x4fd9c8}}};
  Ramp edge_negative{{{0xcbd5e1, 0x334155},
                      {0xf9d3b3, 0x563518},
                      {0xf5b885, 0x80491a},
                      {0xef9750, 0xad601d},
                      {0xe0742b, 0xd97c2b},
                      {0xbd5614, 0xfba55a}}};
};

inline constexpr Palette palette;

/// The palette as a list.
inline constexpr auto all_colors = std::bit_cast<std::array<Color, sizeof(Palette) / sizeof(Color)>>(palette);

static_assert(
    [] {
      for (const Color& a : all_colors) {
        for (const Color& b : all_colors) {
          if (a.light == b.light && a.dark != b.dark) return false;
        }
      }
      return true;
    }(),
    "a light colour stands for one dark colour");

/// `#rrggbb`
std::string hex(std::uint32_t color);
inline std::string hex(const Color& color, Theme theme) {
  return hex(theme == Theme::Light ? color.light : color.dark);
}

}  // namespace mg::draw
