#include "engine/recovery/claims.hpp"

#include <algorithm>

#include "engine/kernel/legal_order.hpp"
#include "engine/recovery/state.hpp"

namespace probant {
namespace {

/// From the day of the court, though the payer was told of it later.
Happening judgment_of(RecoveryState const& annulled) {
  auto judged = *annulled.appeal_decided;
  if (annulled.judged_on < judged.day()) {
    judged.occurred_at = start_of_paris_day(annulled.judged_on);
  }
  return judged;
}

/// What a recovery claims back, or claimed until it was annulled: what it withdrew, once that is
/// decided.
Money claim_of(RecoveryState const& recovery) {
  if (!recovery.first_withdrawal) return recovery.claimed;
  Money total;
  for (auto const& one : recovery.withdrawn) total += one.amount;
  return total;
}

/// The claims at one moment of their history.
class Holdings {
 public:
  explicit Holdings(KnownExcess const& excess) {
    for (auto const& part : excess) slices_.push_back({part.amount, part.happening});
  }

  std::vector<Slice> const& slices() const { return slices_; }

  /// Takes of the oldest part first; what no part has left waits until one is free again.
  void claim(RecoveryState const& recovery, Money amount) {
    auto const left = take(recovery, amount);
    if (!left.is_zero()) waiting_.push_back({&recovery, left});
  }

  void annul(RecoveryState const& recovery) {
    std::erase_if(waiting_, [&](Waiting const& one) { return one.recovery == &recovery; });
    for (auto& slice : slices_) {
      if (slice.holder != &recovery) continue;
      slice.holder = nullptr;
      slice.annulled = &recovery;
    }
    for (auto& one : waiting_) one.amount = take(*one.recovery, one.amount);
    std::erase_if(waiting_, [](Waiting const& one) { return one.amount.is_zero(); });
  }

 private:
  struct Waiting {
    RecoveryState const* recovery;
    Money amount;
  };

  Money take(RecoveryState const& recovery, Money amount) {
    for (std::size_t i = 0; i < slices_.size() && !amount.is_zero(); ++i) {
      if (slices_[i].holder) continue;
      if (slices_[i].amount > amount) {
        auto rest = slices_[i];
        rest.amount -= amount;
        slices_[i].amount = amount;
        slices_.insert(slices_.begin() + static_cast<std::ptrdiff_t>(i) + 1, rest);
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
  std::vector<RecoveryState const*> to_annul;
  auto const annul_before = [&](std::optional<Happening> const& act) {
    std::ranges::sort(to_annul, [](RecoveryState const* one, RecoveryState const* other) {
      return precedes(judgment_of(*one), judgment_of(*other));
    });
    std::erase_if(to_annul, [&](RecoveryState const* one) {
      bool const given = !act || precedes(judgment_of(*one), *act);
      if (given) holdings.annul(*one);
      return given;
    });
  };
  for (auto const* recovery : recoveries) {
    annul_before(recovery->opened);
    holdings.claim(*recovery, claim_of(*recovery));
    if (recovery->annulled()) to_annul.push_back(recovery);
  }
  annul_before(end);
  return holdings;
}

}  // namespace

std::optional<Date> Slice::judged_on() const {
  if (!annulled) return std::nullopt;
  auto const judged = judgment_of(*annulled);
  bool const again = precedes(known, judged) && (!holder || precedes(judged, *holder->opened));
  return again ? std::optional{annulled->judged_on} : std::nullopt;
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
