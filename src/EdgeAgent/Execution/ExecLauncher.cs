using System.Text;
using EdgeAgent.Native;
using EdgeAgent.Storage;

namespace EdgeAgent.Execution;

/// <summary>Starts the program of an attempt: writes its files, builds its environment, creates its group, and starts the process, which waits at a gate until it is in the group.</summary>
internal sealed class ExecLauncher(Confinement confinement, ExecutionOptions options)
{
    /// <exception cref="IOException">The program does not exist or cannot start, or a file or the group cannot be created.</exception>
    public RunningProgram Start(RunRequest request, ExecArgs args)
    {
        Directory.CreateDirectory(request.WorkDirectory);
        LimitsFile.Write(LimitsFile.In(request.WorkDirectory), request.Limits);
        string mark = $"{confinement.MarkPrefix}{request.Spec.Id}/{request.Attempt}";
        Dictionary<string, string> environment = Environment(request, args, mark);
        if (!BoundedWait.Ask(() => File.Exists(args.Command.Path), true)) throw new IOException($"{args.Command.Path}: no such file");
        var program = new WorkerProgram(args.Command.Path, [.. args.Command.Arguments, .. args.Arguments], environment, request.WorkDirectory);
        ProcessGroup group = confinement.NewGroup(mark, Limits(request));
        try
        {
            return new RunningProgram(args.Command, Spawn(program, request, group, mark), group);
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Number of bytes of a program's output that are kept.</summary>
    public int OutputBytes(RunRequest request) => (int)Math.Max(2, (request.Spec.Limits.OutputKib ?? options.OutputKib) * 1024);

    private static Child Spawn(WorkerProgram program, RunRequest request, ProcessGroup group, string mark)
    {
        var lineage = Lineage.Of(mark);
        using var gate = new SpawnGate(Path.Combine(request.WorkDirectory, ".gate"));
        Child child = Spawner.Start(program, gate);
        Orphans.Enter(child.Pid, lineage);
        group.Attach(child.Pid);
        return child;
    }

    private static Dictionary<string, string> Environment(RunRequest request, ExecArgs args, string mark)
    {
        Dictionary<string, string> environment = WorkerEnvironment.Build(request, args.Command, args.Environment, mark, LimitsFile.In(request.WorkDirectory));
        if (!args.GivesArgsFile) return environment;
        string file = Path.Combine(request.WorkDirectory, "args.json");
        DurableFile.Write(file, Encoding.UTF8.GetBytes(request.Spec.ArgsJson ?? "{}"), mustLast: false);
        environment["EDGEAGENT_ARGS"] = file;
        return environment;
    }

    private GroupLimits Limits(RunRequest request)
    {
        double? memoryMb = request.Spec.Limits.MemoryMb ?? options.DefaultMemoryMb;
        long? memoryBytes = memoryMb > 0 ? (long)(memoryMb.Value * 1024 * 1024) : null;
        return new GroupLimits(memoryBytes, request.Spec.Limits.CpuPct, options.MaxProcesses, request.Spec.Class);
    }
}
