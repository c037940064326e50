// What the system is made of: elements, boundaries, flows, data, ports.
#include <fmt/core.h>

#include <algorithm>

#include "assurance/check_parts.h"
#include "assurance/missing.h"

namespace wardround::assurance::parts {
namespace {

// The outermost device of hardware: what it holds is looked at with it.
bool is_outermost(const Look& look, SubjectId element) {
  return is_hardware(look, element) &&
         std::ranges::none_of(targets(look, Relation::enclosing, element),
                              [&](SubjectId around) { return is_hardware(look, around); });
}

// Writes a port into the model.
std::function<std::vector<Way>(const Look&)> add_port(SubjectId device,
                                                      std::vector<std::string> types) {
  return [device, types](const Look& look) {
    Way out = add_way("write one down", "elements",
                      fmt::format("{{type: TYPE, in: {}}}", look.model()[device].id));
    out.placeholders.push_back({3, "TYPE", Takes::one_of, types});
    return std::vector{out};
  };
}

}  // namespace

Misses element_types(const Look& look) {
  Misses misses;
  for (const Kind kind : {Kind::element, Kind::boundary}) {
    for_each(look, kind, [&](SubjectId subject) {
      if (look.model().universe.types[subject].empty())
        misses.push_back(unanswered(look, subject, "type",
                                    fmt::format("{} has no type", tick(look, subject)), 2));
    });
  }
  return misses;
}

Misses data_kinds(const Look& look) {
  Misses misses;
  for_each(look, Kind::data, [&](SubjectId data) {
    if (look.model().universe.types[data].empty())
      misses.push_back(
          unanswered(look, data, "kind",
                     fmt::format("{} does not say of what kind it is", tick(look, data)), 2));
  });
  return misses;
}

Misses boundaries_crossed(const Look& look) {
  std::vector<bool> run_over(look.model().subjects.size());
  for_each(look, Kind::flow, [&](SubjectId flow) {
    for (const SubjectId network : targets(look, Relation::over, flow))
      run_over[network.index()] = true;
  });
  Misses misses;
  for_each(look, Kind::boundary, [&](SubjectId boundary) {
    if (run_over[boundary.index()] || count(look, Relation::flows_crossing, boundary) > 0 ||
        !text_of(look, boundary, "note").empty())
      return;
    misses.push_back(unanswered(
        look, boundary, "note",
        fmt::format("no flow crosses {}, and its note does not say why", tick(look, boundary)), 4));
  });
  return misses;
}

Misses flow_protocols(const Look& look) {
  Misses misses;
  for_each(look, Kind::flow, [&](SubjectId flow) {
    if (look.model().universe.types[flow].empty())
      misses.push_back(unanswered(look, flow, "protocol",
                                  fmt::format("{} names no protocol", tick(look, flow)), 2));
  });
  return misses;
}

Misses flow_versions(const Look& look) {
  Misses misses;
  for_each(look, Kind::flow, [&](SubjectId flow) {
    if (count(look, Relation::crossing, flow) == 0 || !is_versioned(look, flow) ||
        is_known(look, flow, "version"))
      return;
    misses.push_back(unanswered(
        look, flow, "version",
        fmt::format("{} does not name the version of its protocol", tick(look, flow)), 2));
  });
  return misses;
}

Misses flow_data(const Look& look) {
  Misses misses;
  for_each(look, Kind::flow, [&](SubjectId flow) {
    for (const auto& [relation, field] :
         {std::pair(Relation::sends, "sends"), std::pair(Relation::returns, "returns")}) {
      if (is_open(look, relation, flow))
        misses.push_back(
            unanswered(look, flow, field,
                       fmt::format("it is not known what {} {}", tick(look, flow), field), 3));
    }
    const bool open =
        is_open(look, Relation::sends, flow) || is_open(look, Relation::returns, flow);
    if (!open && count(look, Relation::carries, flow) == 0)
      misses.push_back(
          unanswered(look, flow, "sends", fmt::format("{} carries nothing", tick(look, flow)), 3));
  });
  return misses;
}

Misses high_value_flows(const Look& look) {
  Misses misses;
  for_each(look, Kind::flow, [&](SubjectId flow) {
    if (!is_high_value(look, flow)) return;
    if (!is_known(look, flow, "authenticated"))
      misses.push_back(unanswered(
          look, flow, "authenticated",
          fmt::format("{} is of high value and does not say whether its ends prove who they are",
                      tick(look, flow)),
          3));
    if (text_of(look, flow, "on_error").empty())
      misses.push_back(
          unanswered(look, flow, "on_error",
                     fmt::format("{} is of high value and does not say what happens when it fails",
                                 tick(look, flow)),
                     4));
  });
  return misses;
}

Misses node_ports(const Look& look) {
  Misses misses;
  for_each(look, Kind::element, [&](SubjectId device) {
    if (!is_outermost(look, device) || count(look, Relation::ports, device) > 0) return;
    Miss miss = untold(look, device, look.model()[device].id,
                       fmt::format("{} names no port", tick(look, device)), 5);
    miss.ways = add_port(device, {"usb-port", "ethernet-port", "service-port", "media-port",
                                  "charging-contact", "button"});
    misses.push_back(std::move(miss));
  });
  return misses;
}

Misses debug_ports(const Look& look) {
  Misses misses;
  for_each(look, Kind::element, [&](SubjectId device) {
    const auto is_service = [&](SubjectId port) { return is_a(look, port, "service-port"); };
    if (!is_outermost(look, device) ||
        std::ranges::any_of(targets(look, Relation::ports, device), is_service))
      return;
    Miss miss = untold(look, device, look.model()[device].id,
                       fmt::format("{} names no service or debug port", tick(look, device)), 5);
    miss.ways =
        add_port(device, {"jtag-port", "swd-port", "uart-port", "debug-port", "service-port"});
    misses.push_back(std::move(miss));
  });
  return misses;
}

Misses port_states(const Look& look) {
  Misses misses;
  for_each(look, Kind::element, [&](SubjectId port) {
    if (!is_a(look, port, "service-port") || is_known(look, port, "state")) return;
    misses.push_back(unanswered(
        look, port, "state",
        fmt::format("{} does not say whether it is open in the field", tick(look, port)), 4));
  });
  return misses;
}

Misses stride_grid(const Look& look) {
  std::vector<bool> asked(look.model().subjects.size()), found(look.model().subjects.size());
  for_each(look, Kind::flow, [&](SubjectId flow) {
    if (count(look, Relation::crossing, flow) == 0) return;
    asked[flow.index()] = true;
    for (const Relation end : {Relation::from, Relation::to}) {
      for (const SubjectId one : targets(look, end, flow)) {
        if (is_a(look, one, "process") || is_a(look, one, "store")) asked[one.index()] = true;
      }
    }
  });
  // What a control has cleared was found all the same.
  for (const threats::Finding& finding : look.result().findings)
    found[finding.subject.index()] = true;
  Misses misses;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const SubjectId subject(i);
    if (!asked[i] || found[i] || !text_of(look, subject, "note").empty()) continue;
    misses.push_back(unanswered(
        look, subject, "note",
        fmt::format("nothing was found at {}, and its note does not say why", tick(look, subject)),
        6));
  }
  return misses;
}

}  // namespace wardround::assurance::parts
