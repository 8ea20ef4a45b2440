// Entries on their way into an index of the file. Their keys are scattered: kept up at each append
// the index would rewrite a page of 8 KiB for each of them, several times what an event costs. So
// they are gathered by the ten thousand, sorted, and merged in slices, each into few pages; no
// append waits for more than a slice. The larger the index, the fewer entries of a merge share a
// page: the more are gathered, the later the cost of an act grows with the log. What the index does
// not cover is held in memory, and read again on opening and by other processes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace probant::sqlite {

enum class Merged : std::uint8_t {
  nothing,  ///< or a slice
  begun,    ///< all that was gathered is on its way from now on
  whole,    ///< all that was on its way has arrived
};

/// `Entry` is ordered as the index is. One thread.
template <class Entry>
class Merging {
 public:
  static constexpr std::size_t gathered = 65'536;
  static constexpr std::size_t slice = 1'024;  ///< a millisecond or so

  /// `covered`: the number before which the index covers everything.
  explicit Merging(std::int64_t covered) : covered_{covered} {}

  std::int64_t covered() const { return covered_; }
  std::size_t waiting() const { return fresh_.size() + sorted_.size(); }
  void add(Entry entry) {
    fresh_.push_back(entry);
    ++added_;
  }

  /// After an append that ended before `next`: twice as much as came since the last time, so that
  /// it is done before as much again has come.
  template <class Insert>
  Merged settle(std::int64_t next, Insert const& insert) {
    if (sorted_.empty()) {
      if (fresh_.size() < gathered) return Merged::nothing;
      begin(next);
      return Merged::begun;
    }
    auto const most = 2 * added_;
    if (most < slice) return Merged::nothing;
    added_ = 0;
    return merge(most, insert);
  }
  /// All there is, at once.
  template <class Insert>
  void settle_all(std::int64_t next, Insert const& insert) {
    merge(sorted_.size(), insert);
    begin(next);
    merge(sorted_.size(), insert);
    covered_ = next;
  }

 private:
  void begin(std::int64_t next) {
    sorted_ = std::move(fresh_);
    fresh_.clear();
    std::ranges::sort(sorted_);
    arrived_ = added_ = 0;
    until_ = next;
  }
  template <class Insert>
  Merged merge(std::size_t most, Insert const& insert) {
    auto const end = std::min(arrived_ + most, sorted_.size());
    for (; arrived_ < end; ++arrived_) insert(sorted_[arrived_]);
    if (end < sorted_.size()) return Merged::nothing;
    sorted_.clear();
    covered_ = until_;
    return Merged::whole;
  }

  std::int64_t covered_;
  std::int64_t until_ = 0;  ///< what `covered` becomes once all that is sorted has arrived
  std::vector<Entry> fresh_;
  std::vector<Entry> sorted_;
  std::size_t arrived_ = 0;  ///< of them, how many are in the index
  std::size_t added_ = 0;    ///< since the last slice
};

}  // namespace probant::sqlite
