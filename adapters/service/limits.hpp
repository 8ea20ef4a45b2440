// How often something may be done, for each key: a full bucket lets `burst` through at once, and
// refills at a rate. Integers only. One thread.
#pragma once

#include <string>
#include <unordered_map>

#include "events/values/instant.hpp"

namespace probant::service {

class Limits {
 public:
  /// Keys remembered: those whose bucket is full again are forgotten first; beyond that, strangers
  /// share one bucket.
  static constexpr std::size_t max_keys = 10'000;

  /// `per_second` 0: no limit. A bucket holds `burst`.
  Limits(std::int64_t per_second, std::int64_t burst) : per_second_{per_second}, burst_{burst} {}

  /// Takes one, and whether there was one. A clock that goes back refills nothing.
  bool take(std::string const& key, Instant now);

 private:
  struct Bucket {
    std::int64_t thousandths = 0;  ///< of one
    std::int64_t at_ms = 0;
  };
  void refill(Bucket& bucket, std::int64_t now_ms) const;
  Bucket& bucket_of(std::string const& key, std::int64_t now_ms);

  std::int64_t per_second_;
  std::int64_t burst_;
  std::unordered_map<std::string, Bucket> buckets_;
};

/// What failed attempts are counted by: the address, of IPv6 the network (/64) that one subscriber
/// has.
std::string network_of(std::string const& address);

}  // namespace probant::service
