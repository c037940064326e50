// Vectors as text, and what all versions share.
#include "risk/cvss.h"

#include <fmt/core.h>

#include <algorithm>

#include "risk/cvss_internal.h"

namespace wardround::risk::cvss {

namespace {

constexpr std::array kVersions{Version::v3_0, Version::v3_1, Version::v4_0};
constexpr std::string_view kPrefix = "CVSS:";

std::optional<std::size_t> find_value(const Metric& metric, std::string_view id) {
  for (std::size_t i = 0; i < metric.values.size(); ++i) {
    if (metric.values[i].id == id) return i;
  }
  return std::nullopt;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return result;
}

// "N, A, L or P".
std::string listed(const Metric& metric) {
  std::string text;
  for (std::size_t i = 0; i < metric.values.size(); ++i) {
    if (i > 0) text += i + 1 == metric.values.size() ? " or " : ", ";
    text += metric.values[i].id;
  }
  return text;
}

std::string unknown_metric(Version version, std::string_view id) {
  std::string reason = fmt::format("`{}` is no metric of CVSS {}", id, name(version));
  if (find_metric(version, upper(id)))
    return reason + fmt::format("; did you mean `{}`?", upper(id));
  for (const Version other : {Version::v4_0, Version::v3_1}) {
    if (other != version && find_metric(other, id))
      return reason + fmt::format("; it belongs to CVSS {}", name(other));
  }
  return reason;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  tl::expected<Vector, std::vector<Problem>> read() {
    if (text_.size() > kVectorBytes) {
      problem(kVectorBytes, text_.size(), fmt::format("longer than {} bytes", kVectorBytes));
      return tl::unexpected(std::move(problems_));
    }
    if (!read_version()) return tl::unexpected(std::move(problems_));
    while (at_ < text_.size()) {
      const std::size_t begin = at_ + 1;  // behind the `/`
      at_ = std::min(text_.find('/', begin), text_.size());
      read_metric(begin, at_);
    }
    find_missing();
    if (!problems_.empty()) return tl::unexpected(std::move(problems_));
    return vector_;
  }

 private:
  void problem(std::size_t begin, std::size_t end, std::string reason) {
    problems_.push_back({begin, end, std::move(reason)});
  }

  bool read_version() {
    at_ = std::min(text_.find('/'), text_.size());
    const std::string_view head = text_.substr(0, at_);
    for (const Version version : kVersions) {
      if (head.substr(0, kPrefix.size()) != kPrefix) break;
      if (head.substr(kPrefix.size()) != name(version)) continue;
      vector_.version = version;
      return true;
    }
    if (head.starts_with(kPrefix)) {
      problem(kPrefix.size(), at_,
              fmt::format("`{}`: versions 3.0, 3.1 and 4.0 are read", head.substr(kPrefix.size())));
    } else {
      problem(
          0, at_,
          fmt::format("`{}`: a vector begins with `CVSS:3.0/`, `CVSS:3.1/` or `CVSS:4.0/`", head));
    }
    return false;
  }

  void read_metric(std::size_t begin, std::size_t end) {
    const std::string_view part = text_.substr(begin, end - begin);
    if (part.empty()) return problem(begin, end, "a metric is expected after `/`");
    const std::size_t colon = part.find(':');
    const std::string_view id = part.substr(0, colon);
    const auto metric = find_metric(vector_.version, id);
    if (!metric) return problem(begin, begin + id.size(), unknown_metric(vector_.version, id));
    if (seen_[*metric]) return problem(begin, end, fmt::format("`{}` is given twice", id));
    seen_[*metric] = true;
    const Metric& info = metrics(vector_.version)[*metric];
    if (colon == std::string_view::npos || colon + 1 == part.size())
      return problem(end, end, fmt::format("`{}` has no value; it takes {}", id, listed(info)));
    const std::string_view value = part.substr(colon + 1);
    const auto found = find_value(info, value);
    if (!found) {
      return problem(begin + colon + 1, end,
                     fmt::format("`{}` is no value of `{}`; it takes {}", value, id, listed(info)));
    }
    vector_.values[*metric] = static_cast<uint8_t>(*found);
  }

  void find_missing() {
    std::string missing;
    std::size_t count = 0;
    const auto table = metrics(vector_.version);
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i].group != Group::base || seen_[i]) continue;
      missing += fmt::format("{}`{}`", count++ == 0 ? "" : ", ", table[i].id);
    }
    if (count == 0) return;
    problem(text_.size(), text_.size(),
            fmt::format("{} {} missing: every vector has all base metrics", missing,
                        count == 1 ? "is" : "are"));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Vector vector_;
  std::array<bool, kMaxMetrics> seen_{};
  std::vector<Problem> problems_;
};

}  // namespace

std::string_view name(Version version) {
  switch (version) {
    case Version::v3_0:
      return "3.0";
    case Version::v3_1:
      return "3.1";
    case Version::v4_0:
      break;
  }
  return "4.0";
}

std::string_view name(Group group, Version version) {
  switch (group) {
    case Group::base:
      return "base";
    case Group::threat:
      return version == Version::v4_0 ? "threat" : "temporal";
    case Group::environmental:
      return "environmental";
    case Group::supplemental:
      break;
  }
  return "supplemental";
}

std::span<const Metric> metrics(Version version) {
  return version == Version::v4_0 ? v4::table() : v3::table();
}

std::optional<std::size_t> find_metric(Version version, std::string_view id) {
  const auto table = metrics(version);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].id == id) return i;
  }
  return std::nullopt;
}

std::string_view Vector::value(std::string_view metric) const {
  const auto found = find_metric(version, metric);
  return found ? (*this)[*found].id : std::string_view();
}

bool Vector::set(std::string_view metric, std::string_view value) {
  const auto found = find_metric(version, metric);
  if (!found) return false;
  const auto at = find_value(metrics(version)[*found], value);
  if (!at) return false;
  values[*found] = static_cast<uint8_t>(*at);
  return true;
}

bool Vector::has(Group group) const {
  const auto table = metrics(version);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].group == group && (group == Group::base || values[i] != 0)) return true;
  }
  return false;
}

tl::expected<Vector, std::vector<Problem>> parse(std::string_view text) {
  return Reader(text).read();
}

std::string print(const Vector& vector) {
  std::string text = fmt::format("{}{}", kPrefix, name(vector.version));
  const auto table = metrics(vector.version);
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].group == Group::base || vector.values[i] != 0)
      text += fmt::format("/{}:{}", table[i].id, vector[i].id);
  }
  return text;
}

std::string text(Score score) {
  return fmt::format("{}.{}", score.tenths / 10, score.tenths % 10);
}

Severity severity(Score score) {
  if (score.tenths == 0) return Severity::none;
  if (score.tenths < 40) return Severity::low;
  if (score.tenths < 70) return Severity::medium;
  return score.tenths < 90 ? Severity::high : Severity::critical;
}

std::string_view name(Severity severity) {
  constexpr std::array<std::string_view, 5> kNames{"None", "Low", "Medium", "High", "Critical"};
  return kNames[static_cast<std::size_t>(severity)];
}

Scored score(const Vector& vector) {
  return vector.version == Version::v4_0 ? score_v4(vector) : score_v3(vector);
}

}  // namespace wardround::risk::cvss
