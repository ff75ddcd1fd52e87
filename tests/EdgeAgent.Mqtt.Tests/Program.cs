using System.Globalization;
using EdgeAgent.Mqtt.Tests.Session;

// Besides the runner: "--fuzz COUNT [SEED]" runs the parser fuzz alone and prints what it did.
if (args is not ["--fuzz", var count, ..])
    return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1;
var fuzz = new Fuzz(seed);
fuzz.Run(long.Parse(count, CultureInfo.InvariantCulture));
Console.WriteLine($"{fuzz.Packets} damaged packets with seed {seed}: {fuzz.Delivered} messages delivered, {fuzz.Closed} connections closed with a reason, 0 crashes");
foreach (var (reason, times) in fuzz.Reasons.OrderByDescending(r => r.Value))
    Console.WriteLine($"  {reason} {times}");
return 0;
