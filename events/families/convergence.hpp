// What the Convergence platform told us, kept whole: each status update it sent, whether it was
// applied, and how the staff resolved those that could not be. Dossiers are named after Convergence
// numbers. Add at the end; never edit a fact that has been stored.
#pragma once

#include "events/families/transverse.hpp"
#include "events/values/instant.hpp"

namespace probant::convergence {

/// Position of an update in the sender's own order for its reference; gaps are allowed.
using Sequence = Number<0, 9'007'199'254'740'991>;
/// The body of a request, byte for byte as it was signed: UTF-8 with any line ends.
using RawBody = BoundedText<1'048'576, true>;
using HeaderText = BoundedText<4'000, false>;

enum class Disposition : std::uint8_t {
  applied,  ///< the event it stands for is the next one in the log, caused by this one
  kept,     ///< waits for a person, with the reasons
};

enum class Resolution : std::uint8_t {
  applied,    ///< the event is the next one in the log, caused by this one
  dismissed,  ///< without effect
};

}  // namespace probant::convergence

namespace probant {

template <>
struct Names<convergence::Disposition> {
  static constexpr std::array<std::string_view, 2> values{"applied", "kept"};
};
template <>
struct Names<convergence::Resolution> {
  static constexpr std::array<std::string_view, 2> values{"applied", "dismissed"};
};

}  // namespace probant

namespace probant::convergence {

/// Recorded by the engine alone. Its actor is the platform, or the operator who vouches for an
/// update that came by file: then there are no header texts. `mapped_type` is what the status table
/// made of `status` for `concerns` on that day.
struct UpdateReceived {
  static constexpr About about{.name = "convergence.update_received",
                               .kind = DossierKind::convergence,
                               .label = "Mise à jour de Convergence reçue",
                               .basis =
                                   "Échanges avec la plateforme Convergence (Standard "
                                   "Webhooks 1.0.0)"};

  Line webhook_id;
  Sequence sequence;
  Line status;
  DossierId concerns;
  Instant happened_at;
  std::optional<Line> mapped_type;
  RawBody raw_body;
  std::optional<HeaderText> webhook_timestamp;
  std::optional<HeaderText> webhook_signature;
  Disposition disposition = Disposition::kept;
  Any<transverse::RefusalReason> reasons;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("webhook_id", webhook_id), field("sequence", sequence), field("status", status),
            field("concerns", concerns), field("happened_at", happened_at),
            field("mapped_type", mapped_type), field("raw_body", raw_body),
            field("webhook_timestamp", webhook_timestamp),
            field("webhook_signature", webhook_signature), computed("disposition", disposition),
            computed("reasons", reasons));
  }
  bool operator==(UpdateReceived const&) const = default;
};

/// What became of a kept update, `position` being that of its receipt. `applied` is recorded only
/// together with the event that it brings.
struct UpdateResolved {
  static constexpr About about{.name = "convergence.update_resolved",
                               .kind = DossierKind::convergence,
                               .proposers = Roles::of(Role::ars, Role::ans, Role::operator_),
                               .label = "Mise à jour de Convergence résolue",
                               .basis = "Reprise motivée d'une mise à jour en attente"};

  Count position;
  Resolution resolution = Resolution::dismissed;
  Prose grounds;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(field("position", position), field("resolution", resolution),
            field("grounds", grounds));
  }
  bool operator==(UpdateResolved const&) const = default;
};

}  // namespace probant::convergence
