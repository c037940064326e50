#include "base/workers.h"

#include <atomic>
#include <thread>
#include <vector>

namespace wardround {

void OneWorker::run(std::size_t parts, const std::function<void(std::size_t)>& part) {
  for (std::size_t i = 0; i < parts; ++i) part(i);
}

void ThreadWorkers::run(std::size_t parts, const std::function<void(std::size_t)>& part) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < parts; i = next++) part(i);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads_ && i < parts; ++i) others.emplace_back(work);
  work();
  for (std::thread& thread : others) thread.join();
}

}  // namespace wardround
