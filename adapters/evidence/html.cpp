#include "adapters/evidence/html.hpp"

#include <algorithm>

namespace probant::html {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; color: #161616; background: #fff;
  font: 1rem/1.5 "Marianne", Arial, sans-serif; }
a { color: #000091; }
a:focus, summary:focus { outline: 2px solid #0a76f6; outline-offset: 2px; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2rem 0 .75rem; border-bottom: 2px solid #000091; }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { border: 1px solid #929292; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #eee; }
tbody th { font-weight: normal; }
.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
article { border: 1px solid #ccc; border-left: 4px solid #000091; padding: .75rem 1rem;
  margin: 0 0 1rem; }
article.erased { border-left-color: #b34000; background: #fff6f0; }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: .1rem 1rem;
  margin: .25rem 0; }
dt { color: #3a3a3a; }
dd { margin: 0; overflow-wrap: anywhere; }
ul, ol { margin: 0; padding-left: 1.25rem; }
pre, code { font: .85rem/1.4 monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { background: #f6f6f6; border: 1px solid #ddd; padding: .75rem; }
.meta { color: #3a3a3a; font-size: .9rem; }
.warning { border-left: 4px solid #b34000; padding-left: .5rem; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
@media print {
  @page { margin: 18mm 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  a { color: inherit; text-decoration: none; }
  nav { display: none; }
  article, tr, pre { break-inside: avoid; }
  h2, h3, caption, thead { break-after: avoid; }
  thead { display: table-header-group; }
  article, pre { background: none; }
}
)";

bool is_figure(Table const& table, std::size_t column) {
  return std::ranges::find(table.figures, column) != table.figures.end();
}

std::string cell(Table const& table, std::size_t column, std::string const& content) {
  std::string const marked = is_figure(table, column) ? " class=\"figure\"" : "";
  if (column == 0) return "<th scope=\"row\"" + marked + ">" + content + "</th>";
  return "<td" + marked + ">" + content + "</td>";
}

}  // namespace

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (auto const c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return out;
}

std::string to_html(Table const& table) {
  std::string out = "<table>\n<caption>" + escape(table.caption) + "</caption>\n<thead><tr>";
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    out += "<th scope=\"col\"";
    out += is_figure(table, column) ? " class=\"figure\">" : ">";
    out += escape(table.columns[column]) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (auto const& row : table.rows) {
    out += "<tr>";
    for (std::size_t column = 0; column < row.size(); ++column) {
      out += cell(table, column, row[column]);
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string page(std::string_view title, std::string_view body) {
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  out += escape(title);
  out += "</title>\n<style>";
  out += style;
  out += "</style>\n</head>\n<body>\n";
  out += body;
  return out + "</body>\n</html>\n";
}

}  // namespace probant::html
