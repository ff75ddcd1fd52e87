using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace EdgeAgent.Link.Tool;

/// <summary>A real mosquitto on a free port of the loopback, with its files in a folder of its own.</summary>
internal sealed class Mosquitto : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosquitto-").FullName;
    private Process? _process;

    /// <param name="listener">More lines for the listener; {folder} stands for the broker's folder.</param>
    public Mosquitto(string listener = "", Action<string>? prepare = null)
    {
        Port = FreePort();
        prepare?.Invoke(_folder);
        File.WriteAllText(Path.Combine(_folder, "mosquitto.conf"), $"""
            persistence true
            persistence_location {_folder}/
            max_queued_messages 0
            user {Environment.UserName}
            listener {Port} 127.0.0.1
            allow_anonymous true
            {listener.Replace("{folder}", _folder, StringComparison.Ordinal)}
            """);
        Start();
    }

    public int Port { get; }

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", Path.Combine(_folder, "mosquitto.conf")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/local/sbin" },
        })!;
        var isUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains("running", StringComparison.Ordinal) == true)
                isUp.TrySetResult();
            else if (line.Data is null)
                isUp.TrySetException(new InvalidOperationException("mosquitto ended"));
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        isUp.Task.WaitAsync(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
    }

    /// <summary>An orderly end: queued messages are saved.</summary>
    public void Stop() => _process!.TerminateAndWait();

    public void Kill() => _process!.KillAndWait();

    public void Dispose()
    {
        if (!_process!.HasExited)
            Kill();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
