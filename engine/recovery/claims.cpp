#include "engine/recovery/claims.hpp"

#include <algorithm>
#include <iterator>

#include "engine/kernel/legal_order.hpp"
#include "engine/recovery/state.hpp"

namespace probant {
namespace {

Freed freed_by(Judgment const& judgment) {
  Freed freed{judgment.told, judgment.on};
  if (judgment.on < judgment.told.day()) {
    freed.judged.occurred_at = start_of_paris_day(judgment.on);
  }
  return freed;
}

/// What a judgment took from what a recovery claims.
struct Release {
  RecoveryState const* recovery;
  Money amount;
  Freed freed;
};

Money in_force(RecoveryState const& recovery) {
  Money total;
  for (auto const& one : recovery.withdrawn) total += one.amount;
  return total;
}

/// Of a judgment in part, what the withdrawal that carried it out left out; until then the recovery
/// claims it all.
std::vector<Release> releases_of(RecoveryState const& recovery) {
  std::vector<Release> found;
  for (auto const& one : recovery.judgments) {
    if (one.left_out) found.push_back({&recovery, one.left_out->amount, freed_by(one)});
  }
  if (recovery.annulled()) {
    found.push_back({&recovery, in_force(recovery), freed_by(*recovery.judgment())});
  }
  return found;
}

/// What a recovery claims back, or claimed until a judgment took of it: what it withdrew, once that
/// is decided.
Money claim_of(RecoveryState const& recovery) {
  if (!recovery.first_withdrawal) return recovery.claimed;
  auto total = in_force(recovery);
  for (auto const& one : recovery.judgments) {
    if (one.left_out) total += one.left_out->amount;
  }
  return total;
}

/// The claims at one moment of their history.
class Holdings {
 public:
  explicit Holdings(KnownExcess const& excess) {
    for (auto const& part : excess) slices_.push_back({part.amount, part.happening, nullptr, {}});
  }

  std::vector<Slice> const& slices() const { return slices_; }

  /// Takes of the oldest part first; what no part has left waits until one is free again.
  void claim(RecoveryState const& recovery, Money amount) {
    auto const left = take(recovery, amount);
    if (!left.is_zero()) waiting_.push_back({&recovery, left});
  }

  /// What it holds no part for goes first, then the part known last.
  void release(Release const& one) {
    auto left = one.amount;
    for (auto& waiting : waiting_) {
      if (waiting.recovery == one.recovery) left -= take_from(waiting.amount, left);
    }
    for (std::size_t i = slices_.size(); i-- > 0 && !left.is_zero();) {
      if (slices_[i].holder != one.recovery) continue;
      auto kept = slices_[i];
      left -= take_from(kept.amount, left);
      slices_[i].amount -= kept.amount;
      slices_[i].holder = nullptr;
      slices_[i].freed = one.freed;
      if (!kept.amount.is_zero()) insert(i, kept);
    }
    for (auto& waiting : waiting_) waiting.amount = take(*waiting.recovery, waiting.amount);
    std::erase_if(waiting_, [](Waiting const& waiting) { return waiting.amount.is_zero(); });
  }

 private:
  struct Waiting {
    RecoveryState const* recovery;
    Money amount;
  };

  static Money take_from(Money& from, Money amount) {
    auto const taken = std::min(from, amount);
    from -= taken;
    return taken;
  }

  void insert(std::size_t before, Slice const& slice) {
    slices_.insert(slices_.begin() + static_cast<std::ptrdiff_t>(before), slice);
  }

  Money take(RecoveryState const& recovery, Money amount) {
    for (std::size_t i = 0; i < slices_.size() && !amount.is_zero(); ++i) {
      if (slices_[i].holder) continue;
      if (slices_[i].amount > amount) {
        auto rest = slices_[i];
        rest.amount -= amount;
        slices_[i].amount = amount;
        insert(i + 1, rest);
      }
      slices_[i].holder = &recovery;
      amount -= slices_[i].amount;
    }
    return amount;
  }

  std::vector<Slice> slices_;
  std::vector<Waiting> waiting_;
};

/// The claims in the order of the log, each after the judgments that preceded it; without `end`,
/// those given since as well.
Holdings replayed(KnownExcess const& excess, std::vector<RecoveryState const*> const& recoveries,
                  std::optional<Happening> const& end) {
  Holdings holdings{excess};
  std::vector<Release> to_come;
  auto const release_before = [&](std::optional<Happening> const& act) {
    std::ranges::sort(to_come, [](Release const& one, Release const& other) {
      return precedes(one.freed.judged, other.freed.judged);
    });
    std::erase_if(to_come, [&](Release const& one) {
      bool const given = !act || precedes(one.freed.judged, *act);
      if (given) holdings.release(one);
      return given;
    });
  };
  for (auto const* recovery : recoveries) {
    release_before(recovery->opened);
    holdings.claim(*recovery, claim_of(*recovery));
    std::ranges::move(releases_of(*recovery), std::back_inserter(to_come));
  }
  release_before(end);
  return holdings;
}

}  // namespace

std::optional<Date> Slice::judged_on() const {
  if (!freed) return std::nullopt;
  bool const again =
      precedes(known, freed->judged) && (!holder || precedes(freed->judged, *holder->opened));
  return again ? std::optional{freed->on} : std::nullopt;
}

std::vector<Slice> claims_on(KnownExcess const& excess,
                             std::vector<RecoveryState const*> const& recoveries) {
  return replayed(excess, recoveries, std::nullopt).slices();
}

std::vector<Slice> taken_by(RecoveryState const& recovery, KnownExcess const& excess,
                            std::vector<RecoveryState const*> const& opened_before) {
  auto holdings = replayed(excess, opened_before, recovery.opened);
  // Emptied by an erasure, it still is a claim of something.
  holdings.claim(recovery, std::max(recovery.claimed, Money::cents(1)));
  auto slices = holdings.slices();
  std::erase_if(slices, [&](Slice const& one) { return one.holder != &recovery; });
  return slices;
}

}  // namespace probant
