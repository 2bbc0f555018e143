#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mg {

/// Writes JSON, commas and all:
///
///     Json json;
///     json.object(Json::Lines).key("nodes").list(Json::Lines);
///     for (const Node& node : nodes) json.object().key("id").value(node.id).key("name").value(node.name).end();
///     json.end().end();
///     std::string text = std::move(json).text();
class Json {
 public:
  /// How the members of an object or a list are laid out.
  enum Layout : std::uint8_t {
    Packed,  ///< without any space
    Line,    ///< on one line
    Lines,   ///< each on a line of its own
  };

  /// `usual`: the layout where no other is asked for.
  explicit Json(Layout usual = Line) : usual_(usual) {}

  Json& object() { return object(usual_); }
  Json& object(Layout layout) { return open('{', '}', layout); }
  Json& list() { return open('[', ']', usual_); }
  Json& list(Layout layout) { return open('[', ']', layout); }
  /// A list of `each(element)` for those of a range, which writes one.
  template <class Range, class Each> Json& list_of(const Range& range, Each&& each) {
    list();
    for (const auto& element : range) each(element);
    return end();
  }
  template <class Range> Json& list_of(const Range& range) {
    return list_of(range, [&](const auto& element) { value(element); });
  }
  /// Closes the innermost object or list.
  Json& end();

  Json& key(std::string_view key);
  /// What is no UTF-8 becomes U+FFFD, as nothing else may be in JSON.
  Json& value(std::string_view text);
  /// Reads back to the same bits; those that JSON does not have are the strings "nan", "inf" and "-inf".
  Json& value(double number);
  Json& value(float number);
  template <std::integral Integer> Json& value(Integer number) {
    if constexpr (std::same_as<Integer, bool>) {
      return written(number ? "true" : "false");
    } else if constexpr (std::signed_integral<Integer>) {
      return integer(number);
    } else {
      return natural(number);
    }
  }
  /// A value that is JSON already, such as a number of so many decimals.
  Json& written(std::string_view json);

  std::string text() && { return std::move(out_); }

 private:
  struct Open {
    char end;
    Layout layout;
    bool is_empty = true;
  };

  Json& open(char begin, char end, Layout layout);
  Json& integer(std::int64_t number);
  Json& natural(std::uint64_t number);
  template <class Number> Json& floating(Number number);
  void append_string(std::string_view text);
  void begin_member();
  void begin_value() {
    if (!has_key_ && !open_.empty()) begin_member();
    has_key_ = false;
  }
  void begin_line() { out_.append(1, '\n').append(2 * open_.size(), ' '); }

  const Layout usual_;
  std::string out_;
  std::vector<Open> open_;
  bool has_key_ = false;  // which the next value is for
};

}  // namespace mg
