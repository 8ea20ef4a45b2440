#include <map>
#include <set>
#include <tuple>

#include "adapters/reference/table.hpp"
#include "adapters/reference/tables.hpp"

namespace probant::importer {
namespace {

using reference::CeilingPublished;
using reference::UsagePaymentRecorded;
using reference::UsageProgramme;

using Payments = std::set<std::tuple<Pmsi, UsageProgramme, Money, Date>>;
using Ceilings = std::map<Entity, std::int64_t>;

void require_amount(Table const& table) {
  if (table.has("amount_cents") || table.has("amount_euros")) return;
  throw ImportError(
      "aucun montant : une colonne « amount_cents » ou « amount_euros » est attendue");
}

void read_payment(Session& session, Table& table, Payments& seen) {
  auto const pmsi = table.finess<Pmsi>("pmsi");
  if (!pmsi) return;
  auto const programme = parse_name<UsageProgramme>(table.field("programme"));
  if (!programme) return table.refuse("programme", "sun_es ou hopen2_phase1 est attendu");
  auto const amount = table.amount();
  if (!amount) return;
  auto const paid_on = table.date("paid_on");
  if (!paid_on) return;
  if (auto const& today = session.request().today; today && *paid_on > *today) {
    return session.reject(
        table.line(), "paid_on", "occurred_in_future",
        "le " + to_french(*paid_on) + " est à venir : inscrire le versement une fois fait");
  }
  auto const entity = session.view().entity_of(*pmsi);
  if (!entity) return reject_unknown_pmsi(session, table.line(), *pmsi);
  if (!seen.emplace(*pmsi, *programme, *amount, *paid_on).second) {
    return table.refuse("pmsi", "ce versement est déjà dans le fichier");
  }
  UsagePaymentRecorded payment{*pmsi, *programme, *amount, *paid_on};
  if (session.view().has_usage_payment(payment)) {
    ++session.report().unchanged;
    return;
  }
  session.propose(*entity, std::move(payment));
}

void read_ceiling(Session& session, Table& table, Ceilings& seen) {
  auto const entity = table.finess<Entity>("entity");
  if (!entity) return;
  auto const amount = table.amount();
  if (!amount) return;
  auto const source = table.source();
  if (!source) return;
  if (session.view().entity(*entity) == nullptr) {
    return session.reject(table.line(), "entity", "unknown_entity",
                          "« " + entity->text() +
                              " » n'est pas au référentiel : importer FINESS "
                              "d'abord, ou vérifier le numéro");
  }
  auto const [at, is_new] = seen.try_emplace(*entity, table.line());
  if (!is_new) {
    return table.refuse("entity", "entité déjà à la ligne " + std::to_string(at->second));
  }
  if (session.view().ceiling(*entity) == *amount) {
    ++session.report().unchanged;
    return;
  }
  session.propose(*entity, CeilingPublished{*entity, *amount, *source});
}

}  // namespace

void import_usage_payments(Session& session) {
  session.first_pass([](std::string_view) {});
  Table table(
      session,
      {{"pmsi"}, {"programme"}, {"amount_cents", false}, {"amount_euros", false}, {"paid_on"}});
  require_amount(table);
  Payments seen;
  while (table.next()) read_payment(session, table, seen);
}

void import_ceilings(Session& session) {
  session.first_pass([](std::string_view) {});
  Table table(session,
              {{"entity"}, {"amount_cents", false}, {"amount_euros", false}, {"source", false}});
  require_amount(table);
  Ceilings seen;
  while (table.next()) read_ceiling(session, table, seen);
}

}  // namespace probant::importer
