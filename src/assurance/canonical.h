// What a model says, whatever its layout: the same design gives the same digest, however its files
// are ordered, split, commented or formatted. By subject, so that two states can be compared
// without either of the texts.
#pragma once

#include <map>
#include <string>

#include "catalog/catalog.h"
#include "model/model.h"

namespace wardround::assurance {

inline constexpr std::size_t kSubjectDigits = 16;  // of a SHA-256, hexadecimal

// How much of a subject counts. `drawn`: what a picture shows of it, which is kind, name, type,
// place and relations, and neither texts nor facts nor controls.
enum class Said : uint8_t { everything, drawn };

// By id: a digest of kind, name, place, fields, stated facts, relations and declared controls.
// Situations that the short form of `harms:` stands for are left out: their function says them.
[[nodiscard]] std::map<std::string, std::string> subject_digests(const catalog::Catalog& catalog,
                                                                 const model::Model& model,
                                                                 Said said = Said::everything);
// Of one of them.
[[nodiscard]] std::string subject_digest(const catalog::Catalog& catalog, const model::Model& model,
                                         lang::SubjectId subject, Said said);
// SHA-256 over all of them.
[[nodiscard]] std::string canonical_digest(const std::map<std::string, std::string>& subjects);

}  // namespace wardround::assurance
