using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Tests;

/// <summary>A guest kernel (User-Mode Linux, Debian package user-mode-linux) over this machine's files.</summary>
internal static class Guest
{
    // Only a guest that hangs meets this bound: a boot and its tests take a minute alone, and many times that on a busy machine. Below the runner's ten.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    public const string Program = "/usr/bin/linux.uml";

    public static bool Exists => File.Exists(Program);

    /// <summary>In the guest.</summary>
    public static bool IsHere => File.Exists("/proc/cpuinfo") && File.ReadAllText("/proc/cpuinfo").Contains("User Mode Linux", StringComparison.Ordinal);

    /// <summary>Runs a script as the guest's first process; what it printed. The guest ends with <c>halt -f</c>.</summary>
    /// <param name="wakeEvery">Wakes the guest from suspend this often: SIGUSR1 is the wake-up line of such a kernel.</param>
    public static async Task<string> BootAsync(string init, TimeSpan? wakeEvery = null)
    {
        var start = new ProcessStartInfo(Program, ["mem=1024M", "rootfstype=hostfs", "root=/dev/root", "rw", "con=null", "con0=fd:0,fd:1", "quiet", "init=/bin/bash", "--", init])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process guest = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        using Timer? line = wakeEvery is { } every ? new Timer(_ => Wake(guest.Id), null, every, every) : null;
        try
        {
            return await guest.StandardOutput.ReadToEndAsync(patience.Token);
        }
        finally
        {
            if (!guest.HasExited) guest.Kill(entireProcessTree: true);
        }
    }

    private static void Wake(int pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-USR1", pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }
}
