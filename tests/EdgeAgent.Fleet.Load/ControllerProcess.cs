using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Fleet.Load;

/// <summary>The real controller as a process that is killed and started again.</summary>
internal sealed class ControllerProcess(LoadOptions options) : IDisposable
{
    private readonly AutoResetEvent _connected = new(false);
    private Process? _process;

    public static string DataFolder(LoadOptions options) => Path.Combine(options.Folder, "controller");

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

    /// <summary>Returns when it is connected to the broker.</summary>
    public void Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "edgeagent-fleet.dll");
        string[] arguments =
        [
            program, "run", string.Create(CultureInfo.InvariantCulture, $"--EdgeAgentFleet:Mqtt:Port={options.Port}"),
            $"--EdgeAgentFleet:DataDirectory={DataFolder(options)}", "--EdgeAgentFleet:ResendSeconds=10",
        ];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardError = true }) ?? throw new InvalidOperationException("dotnet does not start");
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not { } text) return;
            if (text.Contains("connected to", StringComparison.Ordinal)) _connected.Set();
            if (!text.Contains(" INFO ", StringComparison.Ordinal)) Console.Error.WriteLine($"controller: {text}");
        };
        _process.BeginErrorReadLine();
        if (!_connected.WaitOne(TimeSpan.FromMinutes(2))) throw new TimeoutException("the controller does not connect");
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null) Kill();
        _connected.Dispose();
    }
}
