using System.Diagnostics;

namespace EdgeAgent.Link.Tool;

/// <summary>The intake as a process of its own, to be killed.</summary>
internal sealed class Sink : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Sink(string file, int port, string protocol, string until = "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "EdgeAgent.Link.Tool.dll"), "intake", "--port", $"{port}", "--id", "sink", "--file", file,
            "--protocol", protocol, "--count-deliveries", "1", "--until", until,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "connected")
                _connected.TrySetResult();
            else if (line.Data == "ready")
                _ready.TrySetResult();
            else if (line.Data is null)
                Failed(new InvalidOperationException($"the intake ended: {string.Join("; ", Errors)}"));
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (Errors)
                if (line.Data is not null)
                    Errors.Add(line.Data);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public List<string> Errors { get; } = [];
    /// <summary>The end that --until brings.</summary>
    public Task Ended => _process.WaitForExitAsync();
    /// <summary>CONNACK has come; messages may follow at once.</summary>
    public Task Connected => _connected.Task.WaitAsync(TimeSpan.FromSeconds(60));
    /// <summary>Subscribed.</summary>
    public Task Ready => _ready.Task.WaitAsync(TimeSpan.FromSeconds(60));

    private void Failed(Exception e)
    {
        _connected.TrySetException(e);
        _ready.TrySetException(e);
    }

    public void Kill()
    {
        _process.KillAndWait();
    }

    public void Terminate()
    {
        _process.TerminateAndWait();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
