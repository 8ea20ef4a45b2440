// Events and values in cereal's binary archives, for snapshots: private to one build on one
// machine, thrown away when anything about them is unexpected, never a record. The same `serialize`
// as everywhere; state structures of projections can hold any value and serialise it by member.
#pragma once

#include <cereal/archives/binary.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>
#include <concepts>
#include <cstdint>
#include <string>

#include "events/event.hpp"
#include "events/values/instant.hpp"
#include "events/values/region.hpp"

namespace probant {

template <class T>
concept BinaryArchive =
    std::same_as<T, cereal::BinaryOutputArchive> || std::same_as<T, cereal::BinaryInputArchive>;

template <BinaryArchive Archive, class T>
void serialize(Archive& archive, Field<T>& field) {
  archive(field.value);
}
template <BinaryArchive Archive, class T>
void serialize(Archive& archive, Computed<T>& field) {
  archive(field.value);
}
template <BinaryArchive Archive, std::size_t Max, bool Multiline>
void serialize(Archive& archive, BoundedText<Max, Multiline>& text) {
  archive(text.value);
}
template <BinaryArchive Archive, std::int64_t Min, std::int64_t Max>
void serialize(Archive& archive, Number<Min, Max>& number) {
  archive(number.value);
}
template <BinaryArchive Archive>
void serialize(Archive& archive, Scalar& scalar) {
  archive(scalar.value);
}
template <BinaryArchive Archive>
void serialize(Archive& archive, Sha256& digest) {
  archive(cereal::binary_data(digest.bytes.data(), digest.bytes.size()));
}
template <BinaryArchive Archive>
void serialize(Archive& archive, Region& region) {
  archive(cereal::binary_data(region.code.data(), region.code.size()));
}
template <BinaryArchive Archive>
void serialize(Archive& archive, DossierId& dossier) {
  archive(dossier.kind, dossier.reference);
}
template <BinaryArchive Archive>
void serialize(Archive& archive, Actor& actor) {
  archive(actor.id, actor.role, actor.organisation);
}
template <BinaryArchive Archive>
void serialize(Archive& archive, Event& event) {
  archive(event.body, event.attachments);
}

inline std::int64_t save_minimal(cereal::BinaryOutputArchive const&, Money const& amount) {
  return amount.cents();
}
inline void load_minimal(cereal::BinaryInputArchive const&, Money& amount,
                         std::int64_t const& cents) {
  amount = Money::cents(cents);
}
inline std::int64_t save_minimal(cereal::BinaryOutputArchive const&, Instant const& instant) {
  return instant.unix_ns();
}
inline void load_minimal(cereal::BinaryInputArchive const&, Instant& instant,
                         std::int64_t const& ns) {
  instant = Instant::from_unix_ns(ns);
}
inline std::int32_t save_minimal(cereal::BinaryOutputArchive const&, Date const& date) {
  return static_cast<std::int32_t>(date.sys_days().time_since_epoch().count());
}
inline void load_minimal(cereal::BinaryInputArchive const&, Date& date, std::int32_t const& days) {
  date = Date{std::chrono::sys_days{std::chrono::days{days}}};
}
template <FinessKind Kind>
std::string save_minimal(cereal::BinaryOutputArchive const&, Finess<Kind> const& finess) {
  return finess.text();
}
/// Throws cereal::Exception for what is not a FINESS number.
template <FinessKind Kind>
void load_minimal(cereal::BinaryInputArchive const&, Finess<Kind>& finess,
                  std::string const& text) {
  auto const parsed = Finess<Kind>::parse(text);
  if (!parsed) throw cereal::Exception{"not a FINESS number"};
  finess = *parsed;
}

}  // namespace probant
