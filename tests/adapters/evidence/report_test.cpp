// The report of an export, as a reader sees it.
#include <regex>

#include "adapters/evidence/html.hpp"
#include "adapters/evidence/payload.hpp"
#include "tests/adapters/evidence/exported.hpp"
#include "tests/support/example_store.hpp"

namespace probant::test {
namespace {

/// Whether the tags of a page close in the order they open; void elements stand alone.
bool is_well_formed(std::string const& page) {
  static std::regex const tag{"<(/?)([a-z0-9]+)([^<>]*)>"};
  std::vector<std::string> open;
  for (std::sregex_iterator at{page.begin(), page.end(), tag}, end; at != end; ++at) {
    auto const name = (*at)[2].str();
    if (name == "meta" || name == "br") continue;
    if ((*at)[1].str().empty()) {
      open.push_back(name);
    } else if (open.empty() || open.back() != name) {
      return false;
    } else {
      open.pop_back();
    }
  }
  return open.empty();
}

std::string report_of(EventStore const& store, std::optional<DossierId> const& dossier) {
  TemporaryDirectory const place;
  write_export(store, signed_now(store), dossier, place.path() / "export", no_progress);
  return read_all(place.path() / "export/rapport.html");
}

bool says(std::string const& page, std::string_view words) {
  return page.find(words) != std::string::npos;
}

TEST_CASE("report: nothing from the journal becomes markup", "[evidence][report]") {
  Desk desk;
  play_small(desk);
  auto const page = report_of(desk.store, candidacy());
  CHECK_FALSE(says(page, "<script"));
  CHECK(says(page, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp;"));
  CHECK(says(page, "u-&lt;1&gt;&amp;"));
  CHECK(says(page, "Ligne<br>\nsuivante"));
  CHECK(is_well_formed(page));
}

TEST_CASE("report: decisions, both times, money and deadlines in French", "[evidence][report]") {
  Desk desk;
  desk.at("2026-01-15T08:00:00Z").given(adoption());
  play_example(desk.store);
  auto const page = report_of(desk.store, DossierId::parse("mie:010780054"));
  CHECK(is_well_formed(page));
  for (auto const* words :
       {"financement d&#39;équipement HospiConnect", "A pris effet le", "Enregistré le",
        "Décisions et leurs auteurs", "600,50", "Échéances", "Plafond net", "Fondement",
        "probant-verify DOSSIER --key", "Point de contrôle signé", "scope=\"col\"", "@media print",
        "lang=\"fr\""}) {
    INFO(words);
    CHECK(says(page, words));
  }
  auto const whole = report_of(desk.store, {});
  CHECK(is_well_formed(whole));
  CHECK(says(whole, "Dossiers par nature et par phase"));
}

TEST_CASE("report: values are written as people write them", "[evidence][report]") {
  PayloadWords words;
  auto const html = words.to_html(
      R"({"amount_cents":123450,"paid_on":"2026-07-14","favourable":true,"unknown_field":null})");
  CHECK(says(html, "<dt>montant</dt>"));
  CHECK(says(html, "234,50"));
  CHECK(says(html, "14/07/2026"));
  CHECK(says(html, "<dt>avis favorable</dt><dd>oui</dd>"));
  CHECK(says(html, "<dt>unknown_field</dt><dd>inconnu</dd>"));
  CHECK(words.to_html("<b>") == "<p>&lt;b&gt;</p>");
  CHECK(html::escape("a\x01\n<&>'\"") == "a \n&lt;&amp;&gt;&#39;&quot;");
}

}  // namespace
}  // namespace probant::test
