using EdgeAgent.Contract;
using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;
using EdgeAgent.Native;

namespace EdgeAgent.Workers;

/// <summary>
/// The kind <c>sync</c>: sends the files of the spool folders <c>high</c>, <c>normal</c> and <c>low</c> in the order of their names, down
/// to the least urgent queue that the battery allows. Programs write a file under a name that begins with a dot and then rename it. A
/// record that is refused four times or is too long is moved to <c>failed</c>.
/// </summary>
/// <param name="spool">Folder of the queues' folders.</param>
/// <param name="lowest">Returns the least urgent queue that may be sent now; called before each record.</param>
/// <param name="publish">Sends one record and waits for its acknowledgement.</param>
public sealed class SyncWorker(string spool, Func<SyncLevel> lowest, Func<SpoolRecord, CancellationToken, Task<SpoolAnswer>> publish, TimeProvider time)
    : ITaskWorker
{
    /// <summary>Longest record, bytes: the largest payload less its envelope.</summary>
    public const int MaxRecord = 60 * 1024;

    private const string TryMark = ".try";

    public IReadOnlyCollection<string> Kinds { get; } = ["sync"];

    public ArgsCheck Validate(TaskSpec spec) => Read(spec).Check;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, time, async run =>
    {
        (SyncLevel? only, ArgsCheck check) = Read(request.Spec);
        if (check.Fault is { } fault) throw new TaskFailure(ErrorCategory.ClientError, fault);
        var pass = new Pass(this, run);
        foreach (SyncLevel queue in Enum.GetValues<SyncLevel>().Where(q => only is null || only == q)) await pass.SendAsync(queue);
        if (pass.Refused > 0) throw new TaskFailure(ErrorCategory.ServerError, $"{pass.Refused} of {pass.Sent + pass.Refused} records were refused");
        return ResultJson.Of(("sent", pass.Sent), ("held", pass.Held), ("failed", pass.Failed));
    });

    private static (SyncLevel? Only, ArgsCheck Check) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        return (args.Word<SyncLevel>("queue"), args.Check);
    }

    /// <summary>One pass over the queues. It tries each record once, so that a refused record does not cause a hot loop.</summary>
    private sealed class Pass(SyncWorker worker, RunContext run)
    {
        private readonly string _spool = worker.Spool;

        public long Sent { get; private set; }

        public long Refused { get; private set; }

        /// <summary>Records that were not sent because of the state of charge.</summary>
        public long Held { get; private set; }

        /// <summary>Records that were moved to <c>failed</c>.</summary>
        public long Failed { get; private set; }

        public async Task SendAsync(SyncLevel queue)
        {
            using FolderHandle? folder = OpenIfThere(WireNames.Lower(queue));
            if (folder is null) return;
            string[] names = [.. folder.Names().Where(n => n[0] != '.' && folder.Find(n) is { Kind: FileKind.Regular }).Order(StringComparer.Ordinal)];
            for (int i = 0; i < names.Length; i++)
            {
                await run.PausePointAsync();
                if (queue > worker.Lowest())
                {
                    Held += names.Length - i;
                    return;
                }

                await SendAsync(queue, folder, names[i]);
                run.Report(100.0 * (i + 1) / names.Length, $"{WireNames.Lower(queue)}: {i + 1} of {names.Length}");
            }
        }

        private FolderHandle? OpenIfThere(string queue)
        {
            try
            {
                return FolderHandle.Open(RealPath.Of(Path.Combine(_spool, queue)) ?? _spool);
            }
            catch (FileNotFoundException)
            {
                return null;
            }
        }

        private async Task SendAsync(SyncLevel queue, FolderHandle folder, string fileName)
        {
            (string name, int tries) = Parse(fileName);
            byte[]? content = Read(folder, fileName);
            if (content is null)
            {
                GiveUp(folder, fileName, name);
                return;
            }

            switch (await worker.Publish(new SpoolRecord(queue, name, content), run.Stop))
            {
                case SpoolAnswer.Sent:
                    if (!folder.TryDelete(fileName)) throw new IOException($"{folder.Join(fileName)} was sent, but cannot be deleted: {Libc.Message(Libc.Errno)}");
                    Sent++;
                    break;
                case SpoolAnswer.NoLink:
                    throw new TaskFailure(ErrorCategory.Network, $"no link to the broker; {Sent} records were sent");
                case SpoolAnswer.Refused when tries >= SyncQueues.Retries:
                    GiveUp(folder, fileName, name);
                    break;
                case SpoolAnswer.Refused:
                    Refused++;
                    folder.Rename(fileName, $"{name}{TryMark}{tries + 1}");
                    break;
            }
        }

        /// <summary>Reads a record; null when it is too long.</summary>
        private static byte[]? Read(FolderHandle folder, string fileName)
        {
            using FileStream file = folder.OpenRead(fileName, out FileStatus status);
            if (status.Length > MaxRecord) return null;
            byte[] content = new byte[MaxRecord + 1];
            int length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (length > MaxRecord) return null;
            return content[..length];
        }

        private void GiveUp(FolderHandle folder, string fileName, string name)
        {
            string failed = Path.Combine(_spool, "failed");
            Directory.CreateDirectory(failed);
            using FolderHandle into = FolderHandle.Open(RealPath.Of(failed) ?? failed);
            if (!into.TryMoveIn(folder.Join(fileName), name)) throw new IOException($"{failed} lies in another file system");
            Failed++;
        }

        private static (string Name, int Tries) Parse(string fileName)
        {
            int at = fileName.LastIndexOf(TryMark, StringComparison.Ordinal);
            if (at > 0 && int.TryParse(fileName.AsSpan(at + TryMark.Length), out int tries)) return (fileName[..at], tries);
            return (fileName, 0);
        }
    }

    private string Spool => spool;

    private Func<SyncLevel> Lowest => lowest;

    private Func<SpoolRecord, CancellationToken, Task<SpoolAnswer>> Publish => publish;
}
