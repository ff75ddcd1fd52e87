using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Sleep;

/// <summary>Runs a program that suspends the machine, or that switches it off and lets a power board switch it on again.</summary>
/// <param name="arguments">Arguments of the program; <c>{seconds}</c> and <c>{until}</c> (Unix time) are replaced by length and end of the sleep.</param>
/// <param name="sleptMs">Returns CLOCK_BOOTTIME minus CLOCK_MONOTONIC, ms: the time that the machine has slept.</param>
internal sealed class CommandSleep(string path, IReadOnlyList<string> arguments, TimeProvider time, Func<long> sleptMs) : IDeviceSleep
{
    // Time limit of the program, on a clock that stands still in suspend.
    private static readonly TimeSpan CommandPatience = TimeSpan.FromMinutes(2);

    // Programs such as systemctl suspend return before the machine sleeps, so the result is checked for some seconds.
    private const int MostLooks = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    public bool MaySwitchOff => true;

    public string? Fault()
    {
        if (!File.Exists(path)) return $"{path} does not exist; set Power:Sleep:Command to a program";
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & execute) == 0)
        {
            return $"{path} is not executable; chmod +x {path}";
        }

        return null;
    }

    public string? Sleep(TimeSpan length, Func<TimeSpan, bool> awaitShutdown)
    {
        long before = sleptMs();
        if (Run(length) is { } fault) return fault;
        for (int i = 0; i < MostLooks && !HasSlept(before); i++)
        {
            if (awaitShutdown(BetweenLooks)) return null;
        }

        if (HasSlept(before)) return null;
        return $"{path} ended, and the machine did not sleep";
    }

    private bool HasSlept(long before) => sleptMs() >= before + IDeviceSleep.LeastMs;

    private string? Run(TimeSpan length)
    {
        long seconds = Math.Max(1, (long)length.TotalSeconds);
        string[] words = [.. arguments.Select(a => a
            .Replace("{seconds}", seconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{until}", (time.GetUtcNow().ToUnixTimeSeconds() + seconds).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(path, words) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(CommandPatience))
            {
                process.Kill(entireProcessTree: true);
                return $"{path} did not end within {CommandPatience.TotalSeconds} s";
            }

            if (process.ExitCode == 0) return null;
            return $"{path} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim().Split('\n')[0]}";
        }
        catch (Win32Exception e)
        {
            return $"{path} cannot be started: {e.Message}";
        }
    }
}
