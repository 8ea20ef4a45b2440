// FINESS nomenclatures that the importers read: departments, legal statuses, public service.
// Sources: TRE_R72-FinessStatutJuridique and TRE_R73-ESPIC of the health objects nomenclatures
// (ANS); department codes of the FINESS extracts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "events/families/reference.hpp"

namespace probant::importer {

/// FINESS writes overseas departments 9A, 9B, 9C, 9D, 9F; nothing where there is no ARS (9E, 9J).
std::optional<Region> region_of_finess_department(std::string_view department);
/// Of an INSEE commune code: "01143", "2A004", "97302".
std::optional<Region> region_of_commune(std::string_view commune);
/// Of the department that the first characters of a FINESS number name: where the entity was
/// registered, hence where its seat was.
std::optional<Region> region_of_number(Entity entity);

/// Of a code of `statutjuridique`; nothing for unknown codes.
std::optional<reference::LegalStatus> legal_status_of_code(std::string_view code);

/// What one site says of its entity's legal status, strongest first.
enum class StatusHint : std::uint8_t { public_, nonprofit, forprofit, none };
/// The establishments file does not give the legal status; these three fields come nearest.
StatusHint status_hint(std::string_view codesph, std::string_view codemft, std::string_view siret);
/// Of the strongest hint among an entity's sites.
reference::LegalStatus likely_status(StatusHint strongest);

}  // namespace probant::importer
