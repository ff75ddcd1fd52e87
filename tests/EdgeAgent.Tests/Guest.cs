using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace EdgeAgent.Tests;

/// <summary>A guest kernel (User-Mode Linux, Debian package user-mode-linux) over this machine's files.</summary>
internal static class Guest
{
    // Only a guest that hangs meets this bound: a boot and its tests take a minute alone, and many times that on a busy machine. Below the runner's ten.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(9);

    // A kernel that fails may leave helper processes that hold its output.
    private static readonly TimeSpan AfterItsEnd = TimeSpan.FromSeconds(10);

    private const string Program = "/usr/bin/linux.uml";
    private const string Booted = "guest: booted";

    /// <summary>In the guest.</summary>
    public static bool IsHere => File.Exists("/proc/cpuinfo") && File.ReadAllText("/proc/cpuinfo").Contains("User Mode Linux", StringComparison.Ordinal);

    /// <summary>Runs the tests of some classes in a guest; skips the calling test where there is no such kernel, and fails it unless all ran and passed.</summary>
    /// <param name="count">How many tests the classes have.</param>
    /// <param name="setUp">Commands of the guest's first process before the tests.</param>
    /// <param name="wakeEvery">Wakes the guest from suspend this often.</param>
    public static async Task RunTestsAsync(Type[] classes, int count, string setUp = "", TimeSpan? wakeEvery = null)
    {
        Assert.SkipUnless(File.Exists(Program), $"NOT TESTED: {classes[0].Name}; {Program} is missing (apt install user-mode-linux)");
        using var folder = new TemporaryFolder();
        string init = folder.File("init.sh");
        string scratch = Directory.CreateDirectory(folder.File("scratch")).FullName;
        await File.WriteAllTextAsync(init, $"""
            echo '{Booted}'
            mount -t proc proc /proc
            mount -t sysfs sysfs /sys
            mount -t tmpfs tmpfs {scratch}
            {setUp}
            export HOME={scratch} TMPDIR={scratch} PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
            dotnet exec {classes[0].Assembly.Location} {string.Join(' ', classes.Select(c => "-class " + c.FullName))} -noColor
            halt -f
            """, TestContext.Current.CancellationToken);

        string output = await BootAsync(init, wakeEvery);

        Assert.True(output.Contains($"Total: {count}, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0", StringComparison.Ordinal), output);
    }

    private static async Task<string> BootAsync(string init, TimeSpan? wakeEvery)
    {
        var start = new ProcessStartInfo(Program, ["mem=1024M", "rootfstype=hostfs", "root=/dev/root", "rw", "con=null", "con0=fd:0,fd:1", "quiet", "init=/bin/bash", "--", init])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        using Process guest = Process.Start(start)!;
        using var wake = new Timer(_ => Wake(guest.Id));
        var output = new StringBuilder();
        Task reading = ReadAsync();
        try
        {
            await Task.WhenAny(reading, guest.WaitForExitAsync(), Task.Delay(Patience, TimeProvider.System));
            await reading.WaitAsync(AfterItsEnd);
        }
        catch (TimeoutException)
        {
            output.AppendLine(guest.HasExited ? $"the guest's kernel ended with {guest.ExitCode}" : $"the guest did not end within {Patience}");
        }
        finally
        {
            if (!guest.HasExited) guest.Kill(entireProcessTree: true);
        }
        return output.ToString();

        async Task ReadAsync()
        {
            while (await guest.StandardOutput.ReadLineAsync() is { } line)
            {
                output.AppendLine(line);
                // Not earlier: SIGUSR1 ends a kernel that has not yet made it its wake-up line.
                if (line.Contains(Booted, StringComparison.Ordinal) && wakeEvery is { } every) wake.Change(every, every);
            }
        }
    }

    private static void Wake(int pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-USR1", pid.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }
}
