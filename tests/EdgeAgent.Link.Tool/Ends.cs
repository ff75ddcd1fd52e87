using System.Diagnostics;

namespace EdgeAgent.Link.Tool;

/// <summary>Ends processes and waits for it no longer than 20 s: without a time, the wait would also be for everyone who inherited the output.</summary>
internal static class Ends
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>SIGKILL.</summary>
    /// <exception cref="TimeoutException">It is still there.</exception>
    public static void KillAndWait(this Process process)
    {
        process.Kill();
        if (!process.WaitForExit(Patience)) throw new TimeoutException($"process {process.Id} ({process.StartInfo.FileName}) is still there {Patience.TotalSeconds} s after SIGKILL");
    }

    /// <summary>SIGTERM.</summary>
    /// <exception cref="TimeoutException">It is still there.</exception>
    public static void TerminateAndWait(this Process process, TimeSpan? patience = null)
    {
        var most = patience ?? Patience;
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) kill.WaitForExit(Patience);
        if (!process.WaitForExit(most)) throw new TimeoutException($"process {process.Id} ({process.StartInfo.FileName}) is still there {most.TotalSeconds} s after SIGTERM");
    }
}
