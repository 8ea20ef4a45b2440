// A witness on a disk that fails on demand, and requests to it from a log of numbers.
#pragma once

#include <map>

#include "adapters/witness/witness.hpp"
#include "engine/log/proofs.hpp"
#include "tests/engine/log/example_tree.hpp"

namespace probant::test {

struct Disk {
  enum class Failure : std::uint8_t { none, before_writing, after_writing };

  std::map<std::string, std::string> files;
  Failure fails = Failure::none;
  int writes = 0;

  witness::Ports ports(std::int64_t now = 1'700'000'000) {
    return {[this](std::string const& name) -> std::optional<std::string> {
              auto const found = files.find(name);
              if (found == files.end()) return std::nullopt;
              return found->second;
            },
            [this](std::string const& name, std::string_view bytes) {
              if (fails == Failure::before_writing) throw StoreError{"no"};
              files[name] = std::string{bytes};
              ++writes;
              if (fails == Failure::after_writing) throw StoreError{"perhaps"};
            },
            [now] { return now; }};
  }
};

/// Of RFC 8032, test 1.
inline SigningKey witness_key() {
  auto const seed =
      Sha256::parse("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  return *SigningKey::from_seed("witness.example/w1", KeyType::cosignature, seed->bytes);
}

inline SigningKey log_key() {
  return *SigningKey::from_seed("example.org/log", KeyType::ed25519, {1});
}

/// Entries "<prefix>0", "<prefix>1", …
inline Log numbers(std::size_t count, std::string const& prefix) {
  Log log;
  for (std::size_t i = 0; i < count; ++i) log.add(prefix + std::to_string(i));
  return log;
}

inline witness::AddCheckpoint request(Log const& log, std::uint64_t old_size, std::uint64_t size,
                                      SigningKey const& key = log_key()) {
  auto tree = log.tree(size);
  witness::AddCheckpoint request{old_size, {}, sign_checkpoint(key, size, tree.root()), {}};
  if (old_size != 0 && old_size < size) request.proof = consistency_proof(tree, old_size);
  return request;
}

}  // namespace probant::test
