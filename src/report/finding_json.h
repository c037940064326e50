// What a finding and a question say in the JSON of a check (docs/schemas/check.schema.json).
#pragma once

#include <memory>

#include "base/json_writer.h"
#include "report/view.h"

namespace wardround::report {

// Writes the entries of two lists of one document: what both speak of is rendered once.
class FindingWriter {
 public:
  // Both must outlive it.
  FindingWriter(JsonWriter& json, const View& view);
  ~FindingWriter();
  FindingWriter(const FindingWriter&) = delete;
  FindingWriter& operator=(const FindingWriter&) = delete;

  void findings();   // the worst first
  void questions();  // the most worth asking first

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wardround::report
