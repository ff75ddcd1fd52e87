using System.Diagnostics;

namespace EdgeAgent.Link.Tool;

/// <summary>The real <c>edgeagent run</c> as a process of its own, on mains with all gates open, to be killed.</summary>
internal sealed class StormedAgent : IDisposable
{
    public const string Id = "stormed";
    private readonly Process _process;
    private readonly List<string> _log = [];
    private bool _isDisposed;

    public StormedAgent(string program, string folder, int port, string protocol, bool needsController)
    {
        string[] keys =
        [
            $"Mqtt:Port={port}", $"Mqtt:Protocol={protocol}", $"Mqtt:ReceiptsNeedController={needsController}",
            $"Device:Id={Id}", $"Device:DataDirectory={folder}", "Power:Board=mains",
            "Scheduling:MaxCpuPct=1000", "Scheduling:MaxMemoryPct=100", "Scheduling:MaxDiskPct=100", "Scheduling:Concurrency=50",
            "Tasks:QueueLimit=1000000", "Tasks:QueueLimitPerKind=1000000", "Tasks:KeepFinished=1000000", "Tasks:CrashLimit=1000", "Tasks:Confinement=process_group", "Log:Level=warning",
        ];
        var start = new ProcessStartInfo("dotnet", [program, "run", .. keys.Select(k => "--EdgeAgent:" + k)]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>An agent that ends by itself during a storm is a failure of its own.</summary>
    public string? EndedByItself
    {
        get
        {
            lock (_log)
                return !_isDisposed && _process.HasExited ? $"exit code {_process.ExitCode}: {string.Join("; ", _log.TakeLast(5))}" : null;
        }
    }

    public void Kill()
    {
        _process.KillAndWait();
    }

    public void Terminate()
    {
        _process.TerminateAndWait(TimeSpan.FromSeconds(40));
        if (_process.ExitCode != 0) throw new InvalidOperationException($"the agent does not end in order on SIGTERM: {EndedByItself}");
    }

    /// <summary>Also by the storm itself, for the agent that was running when a step found no end.</summary>
    public void Dispose()
    {
        lock (_log)
        {
            if (_isDisposed) return;
            _isDisposed = true;
        }

        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_log)
            if (line is not null)
                _log.Add(line);
    }
}
