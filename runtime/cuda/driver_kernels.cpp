// Kernels on a GPU of the driver's, one by one or as a graph.
#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/support/few.h"
#include "runtime/cuda/driver_device.h"
#include "runtime/environment.h"

namespace sinter::runtime::cuda {
namespace {

/// Where the arguments lie, as the driver wants them.
class Pointers {
 public:
  explicit Pointers(std::span<const std::uint64_t> arguments) : list_(arguments.size()) {
    for (std::size_t n = 0; n < arguments.size(); ++n)
      list_[n] = const_cast<std::uint64_t*>(&arguments[n]);
  }
  void** data() const { return list_.list().data(); }

 private:
  FewOrMany<void*, 32> list_;
};

KernelNode node_of(void* function, const Launch& launch, const Pointers& pointers) {
  KernelNode node;
  node.function = function;
  node.grid[0] = static_cast<unsigned>(launch.blocks);
  node.block[0] = static_cast<unsigned>(launch.threads);
  node.shared_bytes = static_cast<unsigned>(launch.shared_bytes);
  node.parameters = pointers.data();
  return node;
}

}  // namespace

/// A chain of kernels.
class DriverGraph : public LaunchGraph {
 public:
  DriverGraph(DriverDevice& device, std::span<const Launch> launches,
              std::span<void* const> functions)
      : device_(device), driver_(device.driver_), functions_(functions) {
    const auto& f = driver_.functions();
    const CurrentContext current(driver_, device_.context_);
    driver_.check(f.create_graph(&graph_, 0), "cuGraphCreate");
    try {
      for (const Launch& launch : launches) add(launch);
      driver_.check(f.instantiate(&executable_, graph_, 0), "cuGraphInstantiate");
    } catch (const Error&) {
      f.destroy_graph(graph_);
      throw;
    }
  }
  ~DriverGraph() override {
    const auto& f = driver_.functions();
    if (f.push_context(device_.context_) != 0) return;
    f.wait_for_stream(device_.stream_);  // it may be running
    f.destroy_executable(executable_);
    f.destroy_graph(graph_);
    void* context = nullptr;
    f.pop_context(&context);
  }
  DriverGraph(const DriverGraph&) = delete;
  DriverGraph& operator=(const DriverGraph&) = delete;

  void change(std::size_t n, const Launch& launch) override {
    const CurrentContext current(driver_, device_.context_);
    const Pointers pointers(launch.arguments);
    const KernelNode node = node_of(functions_[launch.kernel], launch, pointers);
    driver_.check(driver_.functions().change_kernel(executable_, nodes_.at(n), &node),
                  "cuGraphExecKernelNodeSetParams");
  }
  void launch() override {
    const CurrentContext current(driver_, device_.context_);
    driver_.check(driver_.functions().launch_graph(executable_, device_.stream_), "cuGraphLaunch");
  }

 private:
  void add(const Launch& launch) {
    const Pointers pointers(launch.arguments);
    const KernelNode node = node_of(functions_[launch.kernel], launch, pointers);
    void* made = nullptr;
    const std::size_t before = nodes_.empty() ? 0 : 1;
    driver_.check(driver_.functions().add_kernel(
                      &made, graph_, before == 0 ? nullptr : &nodes_.back(), before, &node),
                  "cuGraphAddKernelNode");
    nodes_.push_back(made);
  }

  DriverDevice& device_;
  const Driver& driver_;
  std::span<void* const> functions_;  ///< Of the kernels.
  void *graph_ = nullptr, *executable_ = nullptr;
  std::vector<void*> nodes_;
};

class DriverKernels : public Kernels {
 public:
  DriverKernels(std::shared_ptr<DriverDevice> device, const sinter::cuda::Program& program,
                std::span<const std::byte> code)
      : device_(std::move(device)),
        has_graphs_(device_->driver_.has_graphs() && !environment::cuda_graphs_are_off()) {
    const Driver& driver = device_->driver_;
    const CurrentContext current(driver, device_->context_);
    driver.check(driver.functions().load_module(&module_, code.data()), "cuModuleLoadData");
    try {
      for (const sinter::cuda::DeviceKernel& kernel : program.kernels) {
        void* function = nullptr;
        if (!kernel.is_epilogue)
          driver.check(driver.functions().get_function(&function, module_, kernel.name.c_str()),
                       "cuModuleGetFunction");
        functions_.push_back(function);
      }
    } catch (const Error&) {
      driver.functions().unload_module(module_);
      throw;
    }
  }
  ~DriverKernels() override {
    const auto& f = device_->driver_.functions();
    if (f.push_context(device_->context_) != 0) return;
    f.wait_for_stream(device_->stream_);
    f.unload_module(module_);
    void* context = nullptr;
    f.pop_context(&context);
  }
  DriverKernels(const DriverKernels&) = delete;
  DriverKernels& operator=(const DriverKernels&) = delete;

  void launch(const Launch& launch) override {
    const Pointers pointers(launch.arguments);
    const Driver& driver = device_->driver_;
    const CurrentContext current(driver, device_->context_);
    driver.check(driver.functions().launch(functions_.at(launch.kernel),
                                           static_cast<unsigned>(launch.blocks), 1, 1,
                                           static_cast<unsigned>(launch.threads), 1, 1,
                                           static_cast<unsigned>(launch.shared_bytes),
                                           device_->stream_, pointers.data(), nullptr),
                 "cuLaunchKernel");
  }
  std::unique_ptr<LaunchGraph> graph(std::span<const Launch> launches) override {
    if (!has_graphs_) return nullptr;
    return std::make_unique<DriverGraph>(*device_, launches, functions_);
  }

 private:
  std::shared_ptr<DriverDevice> device_;
  const bool has_graphs_;
  void* module_ = nullptr;
  std::vector<void*> functions_;
};

std::unique_ptr<Kernels> DriverDevice::load(const sinter::cuda::Program& program,
                                            std::span<const std::byte> code) {
  return std::make_unique<DriverKernels>(shared_from_this(), program, code);
}

}  // namespace sinter::runtime::cuda
