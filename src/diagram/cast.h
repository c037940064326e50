// Which subjects of a model appear in a picture, and as what: the choice of a part of the model,
// and the folding of what would be too much.
#pragma once

#include <vector>

#include "diagram/picture.h"

namespace wardround::diagram {

using lang::SubjectId;

struct Cast {
  std::vector<SubjectId> drawn_as;  // by subject: itself, what it is folded into, or nothing
  std::vector<bool> folded;         // by subject: a box that stands for all it contains
  std::vector<bool> flow_drawn;     // by subject
  std::vector<bool> network_only;   // boundaries that flows run over and nothing lies in
  std::vector<std::vector<SubjectId>> children;  // by subject, in the model
  SubjectId focus;                               // of `around` or `boundary`
};

[[nodiscard]] Result<Cast> cast_of(const model::Model& model, const Choice& choice);

}  // namespace wardround::diagram
