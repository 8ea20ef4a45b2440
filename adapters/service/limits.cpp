#include "adapters/service/limits.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace probant::service {
namespace {

constexpr std::int64_t one = 1000;
constexpr std::int64_t ns_in_ms = 1'000'000;

}  // namespace

void Limits::refill(Bucket& bucket, std::int64_t now_ms) const {
  // A bucket that waited this long is full: more would only overflow.
  auto const enough_ms = burst_ * one / per_second_ + 1;
  auto const passed = std::clamp<std::int64_t>(now_ms - bucket.at_ms, 0, enough_ms);
  bucket.thousandths = std::min(burst_ * one, bucket.thousandths + passed * per_second_);
  bucket.at_ms = std::max(bucket.at_ms, now_ms);
}

Limits::Bucket& Limits::bucket_of(std::string const& key, std::int64_t now_ms) {
  if (auto const found = buckets_.find(key); found != buckets_.end()) return found->second;
  if (buckets_.size() >= max_keys) {
    std::erase_if(buckets_, [&](auto const& entry) {
      auto bucket = entry.second;
      refill(bucket, now_ms);
      return bucket.thousandths == burst_ * one;
    });
  }
  auto const& own = buckets_.size() >= max_keys ? std::string{} : key;
  return buckets_.try_emplace(own, Bucket{burst_ * one, now_ms}).first->second;
}

bool Limits::take(std::string const& key, Instant now) {
  if (per_second_ == 0) return true;
  auto const now_ms = now.unix_ns() / ns_in_ms;
  auto& bucket = bucket_of(key, now_ms);
  refill(bucket, now_ms);
  if (bucket.thousandths < one) return false;
  bucket.thousandths -= one;
  return true;
}

std::string network_of(std::string const& address) {
  constexpr std::size_t network_bytes = 8;
  in6_addr parsed{};
  if (::inet_pton(AF_INET6, address.c_str(), &parsed) != 1) return address;
  return {reinterpret_cast<char const*>(parsed.s6_addr), network_bytes};
}

}  // namespace probant::service
