#include "report/place.h"

#include <algorithm>

#include "base/fs.h"
#include "report/escapes.h"

namespace wardround::report {

std::string from_root(const Checkout& checkout, std::string_view path) {
  std::string whole = path_join(checkout.here, path);
  const std::string root = checkout.root.ends_with('/') ? checkout.root : checkout.root + '/';
  if (!checkout.root.empty() && whole.starts_with(root)) whole.erase(0, root.size());
  if (whole.starts_with("..") && !checkout.root.empty()) whole = path_join(checkout.root, whole);
  return whole;
}

std::optional<Place> place_of(const diag::Sources& sources, const Checkout& checkout,
                              const diag::Span& span) {
  if (!span.valid()) return std::nullopt;
  const std::string_view name = sources.name(span.source);
  if (name.starts_with('<')) return std::nullopt;
  const diag::Position begin = sources.begin(span);
  const diag::Position end = sources.position(span.source, std::max(span.begin, span.end));
  Place place{from_root(checkout, name), begin.line, begin.utf16_column, begin.utf16_column};
  if (end.line == begin.line) place.end_column = end.utf16_column;
  return place;
}

std::string uri_of(const Place& place) {
  if (place.inside()) return uri_path(place.path);
  return place.path.starts_with('/') ? "file://" + uri_path(place.path) : uri_path(place.path);
}

}  // namespace wardround::report
