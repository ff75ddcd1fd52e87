using System.Diagnostics;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The real program as a process of its own.</summary>
internal sealed class AgentProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "edgeagent.dll");

    private static readonly Dictionary<string, string?> NoMore = [];

    private readonly Process _process;

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _log = new();

    private AgentProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, e) => _log.Enqueue(e.Data ?? "");
    }

    /// <summary>What it has logged so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    public int Id => _process.Id;

    public static AgentProcess Start(string dataFolder, int port, params string[] more) => Start(dataFolder, port, NoMore, more);

    /// <param name="environment">Added to this process's own.</param>
    public static AgentProcess Start(string dataFolder, int port, IReadOnlyDictionary<string, string?> environment, params string[] more)
    {
        string[] keys =
        [
            "run", $"--EdgeAgent:Mqtt:Port={port}", $"--EdgeAgent:Device:DataDirectory={dataFolder}", "--EdgeAgent:Device:Id=e2e",
            "--EdgeAgent:Power:Board=mains", "--EdgeAgent:Scheduling:MaxCpuPct=1000", "--EdgeAgent:Scheduling:MaxMemoryPct=100",
            "--EdgeAgent:Scheduling:MaxDiskPct=100", "--EdgeAgent:Tasks:AllowedCommands:0=/bin/sh", "--EdgeAgent:Tasks:Confinement=process_group", .. more,
        ];
        var process = Begin(keys, environment);
        var agent = new AgentProcess(process);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return agent;
    }

    /// <summary>Runs a command to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string input, params string[] arguments)
    {
        using var process = Begin(arguments, NoMore);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), errors);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public int Terminate()
    {
        Signal("TERM");
        Assert.True(_process.WaitForExit(30_000), "the agent did not end within 30 s of SIGTERM");
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static Process Begin(string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start");
    }
}
