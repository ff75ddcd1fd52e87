using BenchmarkDotNet.Running;
using EdgeAgent.Benchmarks;

if (args is ["sampling-cost", ..]) return SamplingCost.Run();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
