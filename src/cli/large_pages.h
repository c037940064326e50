// Memory in large pages, where the system gives them: a model of 10,000 elements touches 40,000
// small ones, which takes longer than filling them.
#pragma once

namespace wardround::cli {

// Before anything large is allocated. Does nothing where malloc is not glibc's.
void prefer_large_pages();

}  // namespace wardround::cli
