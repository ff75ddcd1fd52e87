using System.Diagnostics;
using System.Text.Json;

namespace EdgeAgent.Tests.EndToEnd;

/// <summary>The real program on a small file system that is really full.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TestBroker _broker = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Controller _controller;
    private readonly string _disk;
    private bool _isMounted;

    public FullDiskTests()
    {
        _controller = new Controller(_broker.Port);
        _disk = _folder.File("disk");
        Directory.CreateDirectory(_disk);
    }

    public void Dispose()
    {
        _controller.Dispose();
        _broker.Dispose();
        if (_isMounted) Run("umount", "-l", _disk);
        _folder.Dispose();
    }

    [Fact]
    public void A_full_disk_loses_and_doubles_nothing_and_space_ends_it()
    {
        if (!Environment.IsPrivilegedProcess) Assert.Skip("needs root to mount a small tmpfs");
        Assert.Equal(0, Run("mount", "-t", "tmpfs", "-o", "size=3m", "edgeagent-test", _disk));
        _isMounted = true;
        string ended = _folder.File("ended");
        using var agent = AgentProcess.Start(_disk, _broker.Port);
        _controller.Await("/status", d => d.GetProperty("state").GetString() == "online");
        _controller.Publish("task/submit", $$$"""{"id":"run","kind":"exec","args":{"command":"sh","argv":["-c","while [ ! -e {{{_folder.Path}}}/go ]; do sleep 0.2; done; touch {{{ended}}}"]}}""");
        _controller.AwaitPhase("run", "RUNNING");

        Fill();
        int submitted = SubmitUntilTheStoreFails();
        _controller.Publish("ctl/list", """{"correlation":1}""");
        _controller.Await("/ctl/reply", d => d.GetProperty("correlation").GetInt32() == 1);
        File.WriteAllText(_folder.File("go"), "");
        AwaitFile(ended);
        for (int i = 2; i < 6; i++)
        {
            int n = i;
            _controller.Publish("ctl/show", $$"""{"id":"run","correlation":{{n}}}""");
            var shown = _controller.Await("/ctl/reply", d => d.GetProperty("correlation").GetInt32() == n);
            Assert.Equal("RUNNING", shown.GetProperty("data").GetProperty("phase").GetString());
        }

        File.Delete(Path.Combine(_disk, "filler"));
        var watch = Stopwatch.StartNew();
        _controller.AwaitReceipt(r => Id(r) == "run" && r.GetProperty("status").GetString() == "SUCCEEDED");
        TestContext.Current.TestOutputHelper?.WriteLine($"recovered {watch.Elapsed.TotalSeconds:F1} s after there was space");
        _controller.AwaitReceipt(r => Id(r) == $"t{submitted - 1}");
        Assert.Single(agent.Log, l => l.Contains("connected with MQTT", StringComparison.Ordinal));
        AssertOnce(submitted);
        Assert.Equal(0, agent.Terminate());
    }

    private void AssertOnce(int submitted)
    {
        var items = _controller.All("/receipt").SelectMany(d => d.GetProperty("items").EnumerateArray()).ToList();
        var seqs = items.Select(r => r.GetProperty("seq").GetInt64()).ToList();
        Assert.Equal(Enumerable.Range(1, seqs.Count).Select(n => (long)n), seqs);
        Assert.Equal(submitted + 2, seqs.Count);
        _controller.Publish("ctl/list", """{"correlation":99,"status":"succeeded"}""");
        var list = _controller.Await("/ctl/reply", d => d.GetProperty("correlation").GetInt32() == 99);
        Assert.Equal(1, list.GetProperty("data").GetProperty("total").GetInt32());
        var state = _controller.Await("/state", d => d.TryGetProperty("counters", out var c) && c.GetProperty("tasks_succeeded").GetInt64() > 0);
        Assert.Equal((1, submitted + 1), (state.GetProperty("counters").GetProperty("tasks_succeeded").GetInt64(), state.GetProperty("counters").GetProperty("tasks_accepted").GetInt64()));
        Assert.Single(_controller.All("/status"), d => d.GetProperty("state").GetString() == "online");
    }

    // One at a time, so that the broker's window is not full of what cannot be stored.
    private int SubmitUntilTheStoreFails()
    {
        for (int i = 0; i < 3000; i++)
        {
            string id = $"t{i}";
            _controller.Publish("task/submit", $$"""{"id":"{{id}}","kind":"noop","delay_s":86400,"description":"{{new string('x', 4_000)}}"}""");
            var heard = _controller.Await("", d => IsFailing(d) || (d.TryGetProperty("items", out var items) && items.EnumerateArray().Any(r => Id(r) == id)));
            if (IsFailing(heard)) return i + 1;
        }

        throw new InvalidOperationException("the disk is never full");
    }

    private static bool IsFailing(JsonElement document) =>
        document.TryGetProperty("alerts", out var alerts) && alerts.EnumerateArray().Any(a => a.GetString() == "store_failing");

    private void Fill()
    {
        using var filler = new FileStream(Path.Combine(_disk, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, 0);
        byte[] page = new byte[4096];
        try
        {
            for (int i = 0; i < 10_000; i++) filler.Write(page);
        }
        catch (IOException)
        {
            return;
        }

        throw new InvalidOperationException("the disk took 40 MB");
    }

    private static void AwaitFile(string path)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        using var found = new ManualResetEventSlim();
        watcher.Created += (_, e) =>
        {
            if (e.FullPath == path) found.Set();
        };
        watcher.EnableRaisingEvents = true;
        Assert.True(File.Exists(path) || found.Wait(TimeSpan.FromSeconds(60)), path + " did not appear");
    }

    private static string? Id(JsonElement receipt) => receipt.TryGetProperty("id", out var id) ? id.GetString() : null;

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
