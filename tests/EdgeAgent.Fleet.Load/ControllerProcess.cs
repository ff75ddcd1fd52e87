using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Fleet.Load;

/// <summary>The real controller as a process that is killed and started again.</summary>
/// <param name="driving">Set when it is connected to the broker, which only the controller that drives is.</param>
internal sealed class ControllerProcess(LoadOptions options, int index, AutoResetEvent driving) : IDisposable
{
    private Process? _process;

    public bool IsDriving { get; private set; }

    /// <summary>Its resident memory, MiB; 0 when it does not run.</summary>
    public double ResidentMb
    {
        get
        {
            if (_process is not { HasExited: false }) return 0;
            _process.Refresh();
            return _process.WorkingSet64 / 1048576.0;
        }
    }

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo("dotnet", Arguments()) { RedirectStandardError = true }) ?? throw new InvalidOperationException("dotnet does not start");
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) Read(text);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        IsDriving = false;
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
    }

    private List<string> Arguments()
    {
        List<string> arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "edgeagent-fleet.dll"), "run", string.Create(CultureInfo.InvariantCulture, $"--EdgeAgentFleet:Mqtt:Port={options.Port}"),
            "--EdgeAgentFleet:ResendSeconds=10",
        ];
        if (options.Nats is { } urls) arguments.AddRange([$"--EdgeAgentFleet:Cluster:Urls={urls}", "--EdgeAgentFleet:Cluster:Prefix=load", $"--EdgeAgentFleet:Cluster:Controller=c{index}"]);
        else arguments.Add($"--EdgeAgentFleet:DataDirectory={options.DataFolder}");
        return arguments;
    }

    private void Read(string text)
    {
        if (text.Contains("connected to", StringComparison.Ordinal))
        {
            IsDriving = true;
            driving.Set();
        }

        if (text.Contains("drives the fleet no longer", StringComparison.Ordinal)) IsDriving = false;
        if (!text.Contains(" INFO ", StringComparison.Ordinal)) Console.Error.WriteLine($"controller {index}: {text}");
    }
}
