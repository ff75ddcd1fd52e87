using System.Globalization;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>A run in its own control group (version 2). A process cannot leave it, so freezing and killing reach all processes.</summary>
internal sealed unsafe class CgroupGroup : ProcessGroup
{
    private readonly string _path;
    private readonly SessionGroup _session;
    private readonly int _eventsFd;
    private RunUsage _last;
    private PollLoop.Watch? _frozenWatch;

    /// <exception cref="IOException">The group cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The group cannot be created.</exception>
    public CgroupGroup(string path, string mark, GroupLimits limits)
    {
        _path = path;
        // Without the memory controller, a resource limit of each process bounds the memory.
        Directory.CreateDirectory(path);
        bool hasMemory = File.Exists(Path.Combine(path, "memory.max"));
        _session = new SessionGroup(mark, hasMemory ? limits with { MemoryBytes = null } : limits);
        WriteLimits(limits);
        _eventsFd = Libc.open(Path.Combine(path, "cgroup.events"), Libc.OCloExec, 0);
        if (_eventsFd < 0) throw new IOException($"{path}/cgroup.events: {Libc.Message(Libc.Errno)}");
    }

    public override bool LimitsCpu => File.Exists(Path.Combine(_path, "cpu.max"));

    public override bool RanOutOfMemory => Value("memory.events", "oom_kill") is > 0;

    public override void Attach(int pid)
    {
        // This fails when the program has already ended; KillAll also finds processes outside the group.
        TryWrite("cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
        _session.Attach(pid);
        // Processes that were forked before the move are still outside. Each pass leaves fewer, because children of members are created inside.
        for (int pass = 0; pass < 10; pass++)
        {
            string[] inside = ReadAll("cgroup.procs").Split('\n');
            List<ProcessRow> outside =
                [.. ProcessTable.All().Where(p => p.IsAlive && p.Session == pid && !inside.Contains(p.Pid.ToString(CultureInfo.InvariantCulture)))];
            if (outside.Count == 0) return;
            foreach (ProcessRow process in outside) TryWrite("cgroup.procs", process.Pid.ToString(CultureInfo.InvariantCulture));
        }
    }

    public override void SetFrozen(PollLoop loop, bool frozen, Action done)
    {
        loop.Remove(_frozenWatch);
        int state = frozen ? 1 : 0;
        TryWrite("cgroup.freeze", state.ToString(CultureInfo.InvariantCulture));
        _frozenWatch = WhenEvent(loop, "frozen", state, done);
    }

    public override void Signal(int signal)
    {
        foreach (ProcessRow process in Members(_path)) _ = Libc.kill(process.Pid, signal);
    }

    public override void KillAll(PollLoop loop, Action gone)
    {
        _last = Usage();
        var members = new Queue<ProcessRow>(Members(_path));
        // Kernels before 5.14 have no cgroup.kill. A frozen group cannot fork, so one pass of signals reaches all processes.
        if (!TryWrite("cgroup.kill", "1"))
        {
            TryWrite("cgroup.freeze", "1");
            Signal(Libc.SigKill);
            TryWrite("cgroup.freeze", "0");
        }

        WhenEvent(loop, "populated", 0, () => WhenEnded(loop, members, () => _session.KillAll(loop, gone)));
    }

    public override RunUsage Usage()
    {
        if (Value("cpu.stat", "usage_usec") is not { } micros) return _last;
        _ = long.TryParse(ReadAll("memory.peak"), CultureInfo.InvariantCulture, out long peakBytes); // 0 before Linux 5.19, which adds the file
        return _last = new RunUsage(TimeSpan.FromMicroseconds(micros), peakBytes);
    }

    public override void Dispose()
    {
        _ = Libc.close(_eventsFd);
        try
        {
            Directory.Delete(_path);
        }
        catch (IOException)
        {
            // Zombies keep the group for a moment. The next attempt of the task reuses it, or the agent removes it at its next start.
        }
    }

    /// <summary>Living processes of the control group in the folder <paramref name="path"/>.</summary>
    public static List<ProcessRow> Members(string path) =>
        [.. File.ReadLines(Path.Combine(path, "cgroup.procs"))
            .Select(l => ProcessTable.Read(int.Parse(l, CultureInfo.InvariantCulture)))
            .OfType<ProcessRow>()
            .Where(p => p.IsAlive)];

    private void WriteLimits(GroupLimits limits)
    {
        const int periodMicros = 100_000;
        string quota = limits.CpuPct is { } pct ? string.Create(CultureInfo.InvariantCulture, $"{(long)(pct / 100 * periodMicros)} {periodMicros}") : $"max {periodMicros}";
        TryWrite("cpu.max", quota);
        TryWrite("cpu.weight", limits.Weight.ToString(CultureInfo.InvariantCulture));
        TryWrite("io.weight", limits.Weight.ToString(CultureInfo.InvariantCulture));
        TryWrite("pids.max", limits.MaxProcesses.ToString(CultureInfo.InvariantCulture));
        TryWrite("memory.max", limits.MemoryBytes?.ToString(CultureInfo.InvariantCulture) ?? "max");
        // When memory runs out, the kernel kills all processes of the task and not only one.
        TryWrite("memory.oom.group", "1");
        TryWrite("memory.swap.max", limits.MemoryBytes is null ? "max" : "0");
    }

    private PollLoop.Watch? WhenEvent(PollLoop loop, string key, long wanted, Action done)
    {
        // The file must be read before it is polled: only a change after the last read wakes the poll.
        if (EventValue(key) == wanted)
        {
            done();
            return null;
        }

        PollLoop.Watch? watch = null;
        watch = loop.Add(_eventsFd, Libc.PollPri, _ =>
        {
            if (EventValue(key) != wanted) return;
            loop.Remove(watch);
            done();
        });
        return watch;
    }

    private long? EventValue(string key)
    {
        byte* buffer = stackalloc byte[256];
        nint length = Libc.pread(_eventsFd, buffer, 256, 0);
        if (length <= 0) return null;
        return Find(Encoding.ASCII.GetString(buffer, (int)length), key);
    }

    private long? Value(string file, string key) => Find(ReadAll(file), key);

    private static long? Find(string text, string key)
    {
        foreach (string line in text.Split('\n'))
        {
            if (line.StartsWith(key + " ", StringComparison.Ordinal)) return long.Parse(line.AsSpan(key.Length + 1), CultureInfo.InvariantCulture);
        }

        return null;
    }

    private string ReadAll(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(_path, file));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>False when the file does not exist (its controller is missing) or the kernel refuses the value.</summary>
    private bool TryWrite(string file, string value)
    {
        try
        {
            string path = Path.Combine(_path, file);
            if (!File.Exists(path)) return false;
            File.WriteAllText(path, value);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
