using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Hil;

/// <summary>One check: a sentence, and what must hold.</summary>
internal sealed record Check(string Name, Action Body);

/// <summary>A check's expectation did not hold.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);

/// <summary>Runs checks one after another (they share the machine's devices) and prints one line each and the totals.</summary>
internal static class Checks
{
    internal static int RunAll(IReadOnlyList<Check> checks)
    {
        int failed = 0;
        foreach (var check in checks)
        {
            try
            {
                check.Body();
                Console.WriteLine($"ok {check.Name}");
            }
            catch (Exception e) when (e is CheckFailedException or IOException or InvalidOperationException or TimeoutException)
            {
                failed++;
                Console.WriteLine($"FAIL {check.Name}: {e.Message}");
            }
        }
        Console.WriteLine($"{checks.Count - failed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    internal static void Near(double expected, double actual, double tolerance, string what)
    {
        if (!(Math.Abs(expected - actual) <= tolerance))
            throw new CheckFailedException(string.Create(CultureInfo.InvariantCulture, $"{what} is {actual}, wanted {expected} ± {tolerance}"));
    }

    internal static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new CheckFailedException($"{what} is {actual}, wanted {expected}");
    }

    internal static void Contains(string part, string? text)
    {
        if (text?.Contains(part, StringComparison.Ordinal) != true) throw new CheckFailedException($"'{text}' lacks '{part}'");
    }

    internal static void That(bool holds, string what)
    {
        if (!holds) throw new CheckFailedException(what);
    }
}

/// <summary>Changes what the simulated devices show: <c>devices.sh</c>.</summary>
internal static class Devices
{
    private static readonly string Script = Environment.GetEnvironmentVariable("HIL_DEVICES_SH") ?? throw new InvalidOperationException("HIL_DEVICES_SH is not set: start this by run.sh");

    internal static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"devices.sh {string.Join(' ', arguments)}: {errors.Trim()}");
    }

    /// <summary>A 16-bit register as the chip means it; chips that send the high byte first have it swapped on the SMBus.</summary>
    internal static void SetBigEndian(int address, int register, int value) =>
        Run("i2c", Hex(address), Hex(register), $"0x{(value & 0xFF) << 8 | value >> 8 & 0xFF:x4}");

    internal static void SetLittleEndian(int address, int register, int value) => Run("i2c", Hex(address), Hex(register), $"0x{value & 0xFFFF:x4}");

    internal static void SetByte(int address, int register, int value) => Run("i2c", Hex(address), Hex(register), $"0x{value & 0xFF:x2}", "b");

    private static string Hex(int value) => $"0x{value:x2}";
}
