using System.Diagnostics;

namespace EdgeAgent.Mutation;

/// <summary>Runs a program to its end.</summary>
internal static class ProcessOutput
{
    /// <returns>Its standard output.</returns>
    public static string Of(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
