// What must hold for any bytes given to an importer: it refuses the file or reads it; what it
// proposes can be stored, and read back; and the same file again proposes nothing.
#pragma once

#include <string_view>

#include "engine/kernel/ensure.hpp"
#include "events/codec/decoder.hpp"
#include "events/codec/json_out.hpp"
#include "tests/adapters/reference/fake_register.hpp"

namespace probant::importer {

inline void check_import(FakeRegister& store, Source source, std::string_view bytes,
                         std::string_view map) {
  auto const before = store.proposals.size();
  Report first;
  try {
    first = store.import(source, bytes, map);
  } catch (ImportError const&) {
    ensure(store.proposals.size() == before, "a refused file proposes nothing");
    return;
  }
  ensure(first.rejected == static_cast<std::int64_t>(store.rejected.size()), "each is reported");
  for (std::size_t i = before; i < store.proposals.size(); ++i) {
    auto const& event = store.proposals[i].event;
    auto const text = to_canonical_json(event);
    ensure(decode_stored(event.type(), event.about().schema, text) == event, "it can be stored");
  }
  auto const after = store.proposals.size();
  auto const second = store.import(source, bytes, map);
  ensure(second.recorded == 0 && store.proposals.size() == after, "a second run records nothing");
}

}  // namespace probant::importer
