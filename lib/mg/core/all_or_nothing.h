#pragma once

#include <new>

#include "mg/core/tape.h"

namespace mg {

template <class Append> auto Tape::with_memory(Append&& append) const {
  try {
    return append();
  } catch (const std::bad_alloc&) {
    report_no_memory();
  }
}

template <class Record> auto Tape::all_or_nothing(Record&& record) {
  const std::uint32_t before = size();
  try {
    return with_memory(record);
  } catch (...) {
    take_back(before);
    throw;
  }
}

}  // namespace mg
