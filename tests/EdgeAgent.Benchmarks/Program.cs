using BenchmarkDotNet.Running;
using EdgeAgent.Benchmarks;

// One-table modes first; anything else goes to BenchmarkDotNet (try --list flat).
if (args is ["sampling-cost", ..]) return SamplingCost.Run();
if (args is ["store"]) return StoreFigures.Print();
if (args is ["scheduling"]) return await SchedulingFigures.Print();
if (args is ["reported", .. var files]) return ReportedTimes.Print(files);
if (args is ["forecast"]) return ForecastFigures.Print();
if (args is ["ablate", .. var ablate]) return Ablation.Print(ablate);
if (args is ["coldstart", .. var coldstart]) return ColdStart.Print(coldstart);
if (args is ["sites", .. var sites]) return SiteFigures.Print(sites);
if (args is ["worstdays", .. var worstDays]) return WorstDays.Print(worstDays);
BenchmarkSwitcher.FromAssembly(typeof(SchedulingFigures).Assembly).Run(args);
return 0;
