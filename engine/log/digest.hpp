// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104) over OpenSSL. A Hasher keeps its context between
// calls, which halves the cost of a short digest; it belongs to one thread at a time. The free
// functions use one Hasher per thread and suit whoever hashes now and then.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "events/values/sha256.hpp"

struct evp_md_ctx_st;

namespace probant {

class Hasher {
 public:
  Hasher();

  Sha256 sha256(std::string_view bytes) { return sha256({bytes}); }
  /// Digest of the parts, one after the other.
  Sha256 sha256(std::initializer_list<std::string_view> parts);
  /// Any key length; comparing two results in constant time is the caller's business.
  Sha256 hmac_sha256(std::string_view key, std::string_view message);

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Sha256 sha256(std::string_view bytes);
Sha256 hmac_sha256(std::string_view key, std::string_view message);

/// The bytes of a digest, or of any array of bytes, as text to feed to a Hasher.
template <class Bytes>
std::string_view as_text(Bytes const& bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}
inline std::string_view as_text(Sha256 const& digest) { return as_text(digest.bytes); }

}  // namespace probant
