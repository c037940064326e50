// Work that may be done side by side. The core asks for it through this interface, so that it runs
// where there are no threads; what comes out may not depend on how many there are.
#pragma once

#include <cstddef>
#include <functional>

namespace wardround {

class Workers {
 public:
  virtual ~Workers() = default;
  [[nodiscard]] virtual std::size_t count() const = 0;
  // Calls `part(0)` … `part(parts - 1)`, in any order, perhaps at once; returns when all are done.
  virtual void run(std::size_t parts, const std::function<void(std::size_t)>& part) = 0;
};

// One after the other, in the caller's thread.
class OneWorker final : public Workers {
 public:
  [[nodiscard]] std::size_t count() const override { return 1; }
  void run(std::size_t parts, const std::function<void(std::size_t)>& part) override;
};

// On `threads` threads.
class ThreadWorkers final : public Workers {
 public:
  explicit ThreadWorkers(std::size_t threads) : threads_(threads) {}
  [[nodiscard]] std::size_t count() const override { return threads_; }
  void run(std::size_t parts, const std::function<void(std::size_t)>& part) override;

 private:
  std::size_t threads_;
};

}  // namespace wardround
