using System.Threading;
using EdgeAgent.Nano.Golden;

namespace EdgeAgent.Nano.Host;

/// <summary>
/// A simulated firmware device for people: <c>dotnet run --project tests/EdgeAgent.Nano.Host -- PORT DEVICE [DAYS] [follow]</c> lives through some virtual days that
/// end now, against the broker on 127.0.0.1:PORT, and with <c>follow</c> goes on in real time. <c>golden</c> alone prints the golden vectors.
/// </summary>
public static class Program
{
    public static int Main(string[] args)
    {
        if (args.Length == 1 && args[0] == "golden")
        {
            new GoldenVectors(new ConsoleSink()).Write();
            return 0;
        }

        if (args.Length < 2 || !int.TryParse(args[0], out int port))
        {
            Console.Error.WriteLine("usage: PORT DEVICE [DAYS] [follow]");
            return 2;
        }

        int days = args.Length > 2 ? int.Parse(args[2]) : 3;
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        SimulatedBoard board = new SimulatedBoard(new PowerSwitch(), new SimulatedPack(60, 0.6, 0.008, 7), port, now - days * 86_400_000L);
        SimulatedDevice device = new SimulatedDevice(DemoSettings.Of(args[1]), board);
        device.RunUntil(now - 900_000);
        Console.WriteLine($"{device.WakeUps} wake-ups, {device.Connections} connections, state of charge {100 * board.Pack.Soc:F0} %");
        if (args.Length > 3) Follow(device);
        return 0;
    }

    private sealed class ConsoleSink : ILineSink
    {
        public void Line(string text) => Console.WriteLine(text);
    }

    private static void Follow(SimulatedDevice device)
    {
        using ManualResetEvent never = new ManualResetEvent(false);
        while (true)
        {
            long ahead = device.Board.NowMs - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            if (ahead > 0) never.WaitOne((int)ahead);
            device.Wake();
        }
    }
}
