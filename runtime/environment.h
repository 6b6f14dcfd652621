// Every environment variable that Sinter's library reads, in one place.
#pragma once

#include <string>

namespace sinter::runtime::environment {

/// SINTER_LLVM_PLUGIN: another LLVM plugin than the one beside the library; empty when not set.
std::string llvm_plugin();
/// SINTER_NVRTC: another libnvrtc than the one that the system finds; empty when not set.
std::string nvrtc();
/// SINTER_CUDA_DRIVER: another libcuda than the system's; empty when not set.
std::string cuda_driver();
/// SINTER_CUDA_GRAPHS=off: the kernels of a call on a GPU are launched one by one, always.
bool cuda_graphs_are_off();
/// SINTER_CACHE=off: engines that leave the choice open keep no kernels on disk. Any other value
/// (and none) leaves the cache on.
bool cache_is_off();
/// The folder of the disk cache: SINTER_CACHE_DIR, else $XDG_CACHE_HOME/sinter, else
/// $HOME/.cache/sinter; empty when none of them is set.
std::string cache_directory();

/// SINTER_CHECK: lifted functions run plain C++ too and compare; `abort` ends the program where
/// they differ. Empty and 0: they do not.
std::string lifted_check();
/// SINTER_DEVICE: where lifted functions run: cpu, cuda, cuda:N or auto; empty when not set.
std::string lifted_device();

}  // namespace sinter::runtime::environment
