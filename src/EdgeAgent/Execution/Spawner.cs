using System.Runtime.InteropServices;
using System.Text;
using EdgeAgent.Native;

namespace EdgeAgent.Execution;

/// <summary>
/// Starts a process with posix_spawn(3): a new session, default signals, empty stdin, four pipes and no other descriptor.
/// <see cref="System.Diagnostics.Process"/> is not used, because it shares the agent's session and process group, uses the thread pool
/// and supports no further pipes.
/// </summary>
internal static unsafe class Spawner
{
    /// <summary>Descriptor of the child's report pipe, the value of <c>EDGEAGENT_FD</c>.</summary>
    public const int ChildReportFd = 3;

    /// <summary>Descriptor of the child's control pipe, the value of <c>EDGEAGENT_CONTROL_FD</c>.</summary>
    public const int ChildControlFd = 4;

    private const short SetSigDef = 0x04;
    private const short SetSigMask = 0x08;
    private const short SetSid = 0x80;

    // Both tools prepare something and then become the program. They belong to util-linux, which every Debian has; those of BusyBox lack the
    // options. setpriv makes the program end with the agent; without it, the service manager or the agent's next start ends the program. setpriv
    // always calls capset(2), which the service's system call filter may forbid. flock waits at the gate; without it, the limits apply a moment
    // after the program has started.
    private static readonly string? SetPriv = Libc.MaySetCapabilities() ? Find("setpriv") : null;
    private static readonly string? Flock = Find("flock");

    /// <param name="gate">The program starts after this gate is opened.</param>
    /// <exception cref="IOException">The program cannot be started; the message says why.</exception>
    public static Child Start(WorkerProgram program, SpawnGate gate)
    {
        var pipes = new Pipes();
        try
        {
            int pid = Spawn(program, gate, pipes);
            int pidFd = Libc.PidFdOpen(pid);
            if (pidFd >= 0) return pipes.Keep(pid, pidFd);
            string why = Libc.Message(Libc.Errno);
            _ = Libc.kill(-pid, Libc.SigKill);
            throw new IOException($"pidfd_open: {why}; Linux 5.3 or later is needed");
        }
        finally
        {
            pipes.CloseRest();
        }
    }

    private static string? Find(string tool) =>
        new[] { $"/usr/bin/{tool}", $"/bin/{tool}" }.FirstOrDefault(
            p => File.Exists(p) && File.ResolveLinkTarget(p, returnFinalTarget: true)?.Name.Contains("busybox", StringComparison.Ordinal) != true);

    private static List<string> Launchers(SpawnGate gate)
    {
        var launchers = new List<string>();
        if (SetPriv is not null) launchers.AddRange([SetPriv, "--pdeathsig", "KILL", "--"]);
        if (Flock is not null) launchers.AddRange([Flock, "--no-fork", gate.Path]);
        return launchers;
    }

    private static int Spawn(WorkerProgram program, SpawnGate gate, Pipes pipes)
    {
        Libc.Opaque actions, attributes, signals;
        _ = Libc.posix_spawn_file_actions_init(&actions);
        _ = Libc.posix_spawnattr_init(&attributes);
        string[] argv = [.. Launchers(gate), program.Path, .. program.Arguments];
        byte** arguments = Strings(argv);
        byte** environment = Strings([.. program.Environment.Select(p => $"{p.Key}={p.Value}")]);
        try
        {
            _ = Libc.posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", 0, 0);
            _ = Libc.posix_spawn_file_actions_adddup2(&actions, pipes.OutChild, 1);
            _ = Libc.posix_spawn_file_actions_adddup2(&actions, pipes.ErrChild, 2);
            _ = Libc.posix_spawn_file_actions_adddup2(&actions, pipes.ReportChild, ChildReportFd);
            _ = Libc.posix_spawn_file_actions_adddup2(&actions, pipes.ControlChild, ChildControlFd);
            _ = Libc.posix_spawn_file_actions_addchdir_np(&actions, program.Directory);
            CloseTheRest(&actions);

            _ = Libc.sigfillset(&signals);
            _ = Libc.posix_spawnattr_setsigdefault(&attributes, &signals);
            _ = Libc.sigemptyset(&signals);
            _ = Libc.posix_spawnattr_setsigmask(&attributes, &signals);
            _ = Libc.posix_spawnattr_setflags(&attributes, SetSigDef | SetSigMask | SetSid);

            int pid;
            int error = Libc.posix_spawn(&pid, argv[0], &actions, &attributes, arguments, environment);
            if (error == 0) return pid;
            throw new IOException($"{program.Path}: {Libc.Message(error)}");
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = Libc.posix_spawnattr_destroy(&attributes);
            _ = Libc.posix_spawn_file_actions_destroy(&actions);
        }
    }

    private static void CloseTheRest(Libc.Opaque* actions)
    {
        try
        {
            _ = Libc.posix_spawn_file_actions_addclosefrom_np(actions, ChildControlFd + 1);
        }
        catch (EntryPointNotFoundException)
        {
            // musl lacks the function; it is not essential, as the agent opens all its files close-on-exec.
        }
    }

    /// <summary>A null-terminated vector of C strings.</summary>
    private static byte** Strings(string[] values)
    {
        byte** vector = (byte**)NativeMemory.AllocZeroed((nuint)(values.Length + 1), (nuint)sizeof(byte*));
        for (int i = 0; i < values.Length; i++)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(values[i]);
            vector[i] = (byte*)NativeMemory.AllocZeroed((nuint)utf8.Length + 1);
            utf8.CopyTo(new Span<byte>(vector[i], utf8.Length));
        }

        return vector;
    }

    private static void Free(byte** vector)
    {
        for (byte** item = vector; *item is not null; item++) NativeMemory.Free(*item);
        NativeMemory.Free(vector);
    }

    private sealed class Pipes
    {
        private readonly List<int> _open = [];
        private readonly int _out, _err, _report, _control;

        public Pipes()
        {
            (_out, OutChild) = Make(childWrites: true);
            (_err, ErrChild) = Make(childWrites: true);
            (_report, ReportChild) = Make(childWrites: true);
            (_control, ControlChild) = Make(childWrites: false);
        }

        public int OutChild { get; }
        public int ErrChild { get; }
        public int ReportChild { get; }
        public int ControlChild { get; }

        /// <summary>Hands over the agent's ends; <see cref="CloseRest"/> closes the child's ends.</summary>
        public Child Keep(int pid, int pidFd)
        {
            foreach (int fd in (int[])[_out, _err, _report, _control]) _open.Remove(fd);
            return new Child(pid, pidFd, _out, _err, _report, _control);
        }

        public void CloseRest()
        {
            foreach (int fd in _open) _ = Libc.close(fd);
        }

        private (int Ours, int Childs) Make(bool childWrites)
        {
            int* ends = stackalloc int[2];
            if (Libc.pipe2(ends, Libc.OCloExec) != 0) throw Failed("pipe");
            int read = Above(ends[0]);
            int write = Above(ends[1]);
            (int ours, int childs) = childWrites ? (read, write) : (write, read);
            const int fSetFl = 4;
            if (Libc.fcntl(ours, fSetFl, Libc.ONonBlock) != 0) throw Failed("fcntl");
            return (ours, childs);
        }

        // Moves a descriptor above the numbers to which the child's ends are copied.
        private int Above(int fd)
        {
            int moved = Libc.fcntl(fd, Libc.FDupFdCloExec, 16);
            _ = Libc.close(fd);
            if (moved < 0) throw Failed("fcntl");
            _open.Add(moved);
            return moved;
        }

        private IOException Failed(string call)
        {
            int errno = Libc.Errno;
            CloseRest();
            _open.Clear();
            return new IOException($"{call}: {Libc.Message(errno)}");
        }
    }
}
