#include "model/fields.h"

#include <array>

#include "base/result.h"

namespace wardround::model {
namespace {

using lang::Kind;
using lang::kinds;
using lang::Relation;
using lang::TypeTree;

constexpr lang::KindSet kElement = kinds(Kind::element);
constexpr lang::KindSet kPlace = kinds(Kind::element, Kind::boundary);
constexpr lang::KindSet kData = kinds(Kind::data);
constexpr lang::KindSet kAllocatable =
    kinds(Kind::system, Kind::element, Kind::flow, Kind::boundary, Kind::data, Kind::function,
          Kind::credential, Kind::software, Kind::update, Kind::mode, Kind::interlock);

constexpr std::array<std::string_view, 5> kSeverities{"negligible", "minor", "serious", "critical",
                                                      "catastrophic"};
constexpr std::array<std::string_view, 2> kYesNo{"yes", "no"};
constexpr std::array<std::string_view, 6> kDeviations{"omission", "commission", "wrong-value",
                                                      "early",    "late",       "undetected-loss"};

constexpr FieldInfo text(std::string_view name, std::string_view doc, Shape shape = Shape::text) {
  return {.name = name, .shape = shape, .doc = doc};
}
constexpr FieldInfo choice(std::string_view name, std::span<const std::string_view> choices,
                           std::string_view doc) {
  return {.name = name, .shape = Shape::choice, .doc = doc, .unknown = true, .choices = choices};
}
constexpr FieldInfo one(std::string_view name, lang::KindSet targets, Relation relation,
                        std::string_view doc, bool none = false) {
  return {.name = name,
          .shape = Shape::reference,
          .doc = doc,
          .targets = targets,
          .relation = relation,
          .none = none,
          .unknown = true,
          .open_if_absent = relation != Relation::parent};
}
constexpr FieldInfo many(std::string_view name, lang::KindSet targets,
                         std::optional<Relation> relation, std::string_view doc,
                         bool none = false) {
  return {.name = name,
          .shape = Shape::references,
          .doc = doc,
          .targets = targets,
          .relation = relation,
          .none = none,
          .unknown = true};
}
constexpr FieldInfo typed(std::string_view name, Shape shape, TypeTree tree, std::string_view doc) {
  return {.name = name, .shape = shape, .doc = doc, .unknown = true, .tree = tree};
}

constexpr std::array kCommon{
    text("name", "what people call it; the id where not given"),
    text("external_id", "its id in another tool"),
    text("was", "former ids, so that decisions follow", Shape::texts),
    text("note", "for the reader; no rule reads it"),
    text("watch", "globs of the code whose change asks for a look at it, from the repository's top",
         Shape::texts),
    text("controls", "controls declared here: the decision to mitigate", Shape::controls),
};

constexpr std::array kSystem{
    text("id", "the id of the system"),
};

constexpr std::array kContext{
    text("intended_use", "what the device is for", Shape::texts),
    text("users", "who uses it", Shape::texts),
    text("use_environments", "where it is used", Shape::texts),
    text("foreseeable_misuse", "uses that nobody intends but that will happen", Shape::texts),
    text("environment_provides", "protection that the place gives; never clears a finding",
         Shape::texts),
    text("interoperability", "other systems that it works with", Shape::texts),
    FieldInfo{.name = "emergency_access",
              .shape = Shape::text,
              .doc = "how a clinician gets in when seconds count",
              .none = true,
              .unknown = true},
    FieldInfo{.name = "end_of_support",
              .shape = Shape::date,
              .doc = "until when the manufacturer supports the device",
              .none = true,
              .unknown = true},
    text("device", "facts of the system as a device: class, safety class …", Shape::facts),
};

constexpr std::array kAssumptions{
    text("text", "what is assumed"),
    text("owner", "who answers for it"),
    text("validation", "how it is known to hold"),
    text("disclosed_to", "who is told of it", Shape::texts),
};

constexpr std::array kHarms{
    choice("severity", kSeverities, "ISO 14971 severity of the harm to a patient"),
    text("imdrf", "IMDRF codes of health effects (annexes E and F)", Shape::texts),
    choice("multi_patient", kYesNo, "one cause can harm many patients"),
    text("text", "what happens to the patient"),
};

constexpr std::array kSituations{
    FieldInfo{.name = "function",
              .shape = Shape::reference,
              .doc = "the function that deviates; none where the loss itself harms",
              .targets = kinds(Kind::function),
              .none = true,
              .unknown = true},
    choice("deviation", kDeviations, "how the function deviates"),
    FieldInfo{.name = "caused_by",
              .shape = Shape::causes,
              .doc = "the loss that causes it: `integrity of readings`; of a flow, where others "
                     "carry only a copy",
              .targets = kinds(Kind::data, Kind::function, Kind::flow),
              .unknown = true},
    many("harms", kinds(Kind::harm), std::nullopt, "what it leads to"),
    text("barriers", "what stands between the deviation and the harm", Shape::texts),
    text("safety_file", "where the safety file speaks of it", Shape::texts),
    text("text", "what happens"),
};

constexpr std::array kFunctions{
    many("needs", kData, Relation::needs, "the data it works with"),
    many("harms", kinds(Kind::harm), std::nullopt,
         "short form of a hazardous situation: deviation and cause unknown"),
    text("text", "what it does"),
};

constexpr std::array kDataFields{
    typed("kind", Shape::types, TypeTree::data, "what kind of data it is"),
    typed("kinds", Shape::types, TypeTree::data, "the same, where it is of several kinds"),
    many("produced_by", kElement, Relation::producers, "where it comes from", true),
    text("text", "what it is"),
};

constexpr std::array kBoundaries{
    typed("type", Shape::type, TypeTree::element, "what kind of boundary it is"),
    one("in", kPlace, Relation::parent, "the node, boundary or process it lies in", true),
    text("sl_t", "target security level for each foundational requirement", Shape::levels),
    text("sl_t_reason", "why this level"),
    text("text", "what it separates"),
};

constexpr std::array kElements{
    typed("type", Shape::type, TypeTree::element, "what kind of element it is"),
    one("in", kPlace, Relation::parent, "the node, boundary or process it lies in", true),
    many("stores", kData, Relation::stores, "the data it keeps"),
    many("performs", kinds(Kind::function), Relation::performs, "the functions it carries out"),
    many("users", kElement, Relation::users, "the people who use it", true),
    text("text", "what it is"),
};

constexpr std::array kFlows{
    FieldInfo{.name = "path",
              .shape = Shape::path,
              .doc = "`a -> b`: a opens it towards b",
              .targets = kElement,
              .unknown = true},
    many("over", kinds(Kind::boundary), Relation::over, "the networks it runs over", true),
    FieldInfo{.name = "protocol",
              .shape = Shape::protocol,
              .doc = "how the two ends talk; with version and mode",
              .unknown = true,
              .tree = TypeTree::protocol},
    many("sends", kData, Relation::sends, "the data that travels from a to b", true),
    many("returns", kData, Relation::returns, "the data that comes back", true),
    FieldInfo{.name = "on_error",
              .shape = Shape::text,
              .doc = "what happens when it fails",
              .unknown = true},
    text("text", "what it is for"),
};

constexpr std::array kProtocol{
    typed("name", Shape::type, TypeTree::protocol, "the protocol"),
    FieldInfo{.name = "version", .shape = Shape::version, .doc = "its version", .unknown = true},
    FieldInfo{.name = "mode",
              .shape = Shape::text,
              .doc = "how it is set up: the fact that the protocol names as its mode",
              .unknown = true},
};

constexpr std::array kCredentials{
    FieldInfo{.name = "held_by",
              .shape = Shape::references,
              .doc = "who holds it",
              .targets = kElement,
              .relation = Relation::held_by,
              .unknown = true,
              .open_if_absent = true},
    many("authenticates", kinds(Kind::element, Kind::flow, Kind::boundary), Relation::authenticates,
         "what it opens"),
    one("issued_by", kElement, Relation::issued_by, "who issues it", true),
    text("provisioned", "how and where it gets to its holders"),
    text("text", "what it is"),
};

constexpr std::array kSoftware{
    one("in", kElement, Relation::runs_in, "the element it runs in"),
    text("supplier", "who makes it"),
    FieldInfo{
        .name = "version", .shape = Shape::version, .doc = "the version built in", .unknown = true},
    text("purl", "its package URL"),
    FieldInfo{.name = "end_of_support",
              .shape = Shape::date,
              .doc = "until when its maker supports it",
              .none = true,
              .unknown = true},
    text("sbom", "the bill of materials that lists it"),
    text("text", "what it is"),
};

constexpr std::array kUpdates{
    one("data", kData, Relation::payload, "the data that is installed"),
    one("built_by", kElement, Relation::built_by, "who builds it", true),
    one("signed_by", kElement, Relation::signed_by, "who signs it", true),
    one("verified_by", kElement, Relation::verified_by, "who verifies the signature", true),
    one("installs_on", kElement, Relation::installs_on, "where it is installed"),
    many("route", kElement, Relation::route, "the elements it passes, in order"),
    text("text", "what it is"),
};

constexpr std::array kModes{
    one("of", kElement, Relation::of, "the element whose mode it is"),
    many("entered_by", kElement, Relation::entered_by, "who or what enters it", true),
    many("writes", kData, Relation::writes, "the data it writes", true),
    many("shared_state", kData, Relation::shared_state, "state shared with other modes", true),
    many("next", kinds(Kind::mode), Relation::next, "the modes that follow", true),
    text("text", "what it is"),
};

constexpr std::array kInterlocks{
    one("guards", kinds(Kind::function), Relation::guards, "the function it guards"),
    one("implemented_by", kElement, Relation::implemented_by, "what carries it out", true),
    one("sensed_by", kElement, Relation::sensed_by, "what senses the condition", true),
    many("decided_by", kData, Relation::decided_by, "the data that decides whether it acts", true),
    text("text", "what it prevents"),
};

constexpr std::array kScenarios{
    FieldInfo{.name = "steps",
              .shape = Shape::steps,
              .doc = "`a -> b \"what\"`, in order",
              .targets = kElement},
    text("roles", "who takes part", Shape::texts),
    text("text", "what happens"),
};

constexpr std::array kRequirements{
    text("text", "what must hold"),
    text("accept", "how to see that it holds"),
    text("verify", "how that is tested"),
    text("defeat", "how one tries to get past it"),
    text("from", "the findings that it answers", Shape::findings),
    text("by", "the controls that realise it", Shape::control_ids),
    text("tests", "the tests that verify it", Shape::texts),
    text("defeats", "the tests that attempt to defeat it", Shape::texts),
    text("sources", "what else asks for it: an objective, a standard, a user need", Shape::texts),
    FieldInfo{.name = "allocated_to",
              .shape = Shape::references,
              .doc = "the subjects that must meet it",
              .targets = kAllocatable},
};

constexpr std::array kExclusions{
    text("text", "why it is out of scope"),
};

constexpr SectionInfo subjects(std::string_view key, Kind kind, std::string_view doc,
                               std::span<const FieldInfo> fields, std::string_view short_scalar,
                               std::string_view short_list = "", bool facts = false) {
  return {.key = key,
          .form = Form::subjects,
          .kind = kind,
          .doc = doc,
          .short_scalar = short_scalar,
          .short_list = short_list,
          .facts = facts,
          .fields = fields};
}

constexpr SectionInfo kRequirementsSection{.key = "requirements",
                                           .form = Form::subjects,
                                           .kind = Kind::requirement,
                                           .doc = "what the device must do about it",
                                           .short_scalar = "text",
                                           .capital_ids = true,
                                           .fields = kRequirements};

constexpr std::array kSections{
    SectionInfo{
        .key = "wardround", .form = Form::version, .doc = "version of the language", .fields = {}},
    SectionInfo{.key = "system",
                .form = Form::system,
                .kind = Kind::system,
                .doc = "the system that the model describes",
                .short_scalar = "id",
                .facts = true,
                .fields = kSystem},
    SectionInfo{.key = "include",
                .form = Form::include,
                .doc = "further files of this model, relative to this file",
                .fields = {}},
    SectionInfo{.key = "context",
                .form = Form::context,
                .kind = Kind::system,
                .doc = "what the device is for, where and by whom it is used",
                .facts = true,
                .fields = kContext},
    subjects("assumptions", Kind::assumption, "what is taken for granted", kAssumptions, "text"),
    subjects("harms", Kind::harm, "what can happen to a patient", kHarms, "severity"),
    subjects("hazardous_situations", Kind::hazardous_situation,
             "how a function's deviation leads to harm", kSituations, ""),
    subjects("functions", Kind::function, "what the system does for the patient", kFunctions, "",
             "needs", true),
    subjects("data", Kind::data, "what is stored and travels", kDataFields, "kind", "kinds", true),
    subjects("boundaries", Kind::boundary, "closed trust boundaries without hardware of their own",
             kBoundaries, "type", "", true),
    subjects("elements", Kind::element, "processes, stores, people, hardware, ports", kElements,
             "type", "", true),
    subjects("flows", Kind::flow, "channels between elements", kFlows, "path", "", true),
    subjects("credentials", Kind::credential, "keys, passwords, tokens", kCredentials, "kind", "",
             true),
    subjects("software", Kind::software, "software components that are built in", kSoftware, "in",
             "", true),
    subjects("updates", Kind::update, "how new software reaches the device", kUpdates, "", "",
             true),
    subjects("modes", Kind::mode, "modes of an element", kModes, "", "", true),
    subjects("interlocks", Kind::interlock, "what keeps a function from doing harm", kInterlocks,
             "", "", true),
    subjects("scenarios", Kind::scenario, "who does what, step by step", kScenarios, "", "steps"),
    kRequirementsSection,
    subjects("out_of_scope", Kind::exclusion, "what the model leaves out, and why", kExclusions,
             "text"),
};

}  // namespace

std::span<const SectionInfo> sections() {
  return kSections;
}

std::span<const FieldInfo> common_fields() {
  return kCommon;
}

std::span<const FieldInfo> protocol_fields() {
  return kProtocol;
}

const SectionInfo* find_section(std::string_view key) {
  for (const SectionInfo& section : kSections) {
    if (section.key == key) return &section;
  }
  return nullptr;
}

const SectionInfo& section_of(lang::Kind kind) {
  for (const SectionInfo& section : kSections) {
    if (section.form == Form::system && kind == Kind::system) return section;
    if (section.form == Form::subjects && section.kind == kind) return section;
  }
  WARDROUND_CHECK(false);
  return kSections[0];
}

const FieldInfo* find_field(const SectionInfo& section, std::string_view name) {
  for (const FieldInfo& field : section.fields) {
    if (field.name == name) return &field;
  }
  if (section.form != Form::subjects && section.form != Form::system) return nullptr;
  for (const FieldInfo& field : kCommon) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace wardround::model
