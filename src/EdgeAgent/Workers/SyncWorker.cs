using EdgeAgent.Core.Tasks;
using EdgeAgent.Execution;

namespace EdgeAgent.Workers;

/// <summary>A record that a program left in the spool.</summary>
/// <param name="Name">File name; the same after a retry, so that a receiver can tell a repetition.</param>
public sealed record SpoolRecord(SyncLevel Queue, string Name, byte[] Content);

/// <summary>What became of a record.</summary>
public enum SpoolAnswer
{
    /// <summary>The broker has it; the file is deleted.</summary>
    Sent,

    /// <summary>Not accepted; it counts against the record's retries.</summary>
    Refused,

    /// <summary>Nobody is there to send to; nothing counts, and the rest waits for the next run.</summary>
    NoLink,
}

/// <summary>
/// The kind <c>sync</c>: sends the files of the spool folders <c>high</c>, <c>normal</c> and <c>low</c>, oldest name
/// first, as far down as the battery allows. A file is written under a name that starts with a dot and then renamed. A
/// record that is refused four times, or is too long, goes to <c>failed</c>.
/// </summary>
/// <param name="spool">Folder that holds the queues' folders.</param>
/// <param name="lowest">The least urgent queue that may be sent now; asked before each record.</param>
/// <param name="publish">Sends one record and waits for its acknowledgement.</param>
public sealed class SyncWorker(string spool, Func<SyncLevel> lowest, Func<SpoolRecord, CancellationToken, Task<SpoolAnswer>> publish, TimeProvider time)
    : ITaskWorker
{
    /// <summary>Longest record: what a payload may have, less an envelope.</summary>
    public const int MaxRecord = 60 * 1024;

    private const string TryMark = ".try";

    public IReadOnlyCollection<string> Kinds { get; } = ["sync"];

    public string? Validate(TaskSpec spec) => Read(spec).Error;

    public IRun Start(RunRequest request, IRunObserver observer) => InProcessRun.Start(request, observer, time, async run =>
    {
        (SyncLevel? only, string? error) = Read(request.Spec);
        if (error is not null) throw new TaskFailure(ErrorCategory.ClientError, error);
        var pass = new Pass(this, run);
        foreach (SyncLevel queue in Enum.GetValues<SyncLevel>().Where(q => only is null || only == q)) await pass.SendAsync(queue).ConfigureAwait(false);
        if (pass.Refused > 0) throw new TaskFailure(ErrorCategory.ServerError, $"{pass.Refused} of {pass.Sent + pass.Refused} records were refused");
        return ResultJson.Of(("sent", pass.Sent), ("held", pass.Held), ("failed", pass.Failed));
    });

    private static (SyncLevel? Only, string? Error) Read(TaskSpec spec)
    {
        var args = new TaskArgs(spec.ArgsJson);
        return (args.Word<SyncLevel>("queue"), args.Error);
    }

    /// <summary>One pass: each record is tried once, so that a bad one cannot make a hot loop.</summary>
    private sealed class Pass(SyncWorker worker, RunContext run)
    {
        private readonly string _spool = worker.Spool;

        public long Sent { get; private set; }

        public long Refused { get; private set; }

        /// <summary>Records that the battery holds back.</summary>
        public long Held { get; private set; }

        /// <summary>Records given up.</summary>
        public long Failed { get; private set; }

        public async Task SendAsync(SyncLevel queue)
        {
            string folder = Path.Combine(_spool, WireNames.Lower(queue));
            if (!Directory.Exists(folder)) return;
            FileInfo[] files =
            [
                .. new DirectoryInfo(folder).EnumerateFiles().Where(f => f.Name[0] != '.' && f.LinkTarget is null).OrderBy(f => f.Name, StringComparer.Ordinal),
            ];
            for (int i = 0; i < files.Length; i++)
            {
                await run.PausePointAsync().ConfigureAwait(false);
                if (queue > worker.Lowest())
                {
                    Held += files.Length - i;
                    return;
                }

                await SendAsync(queue, files[i]).ConfigureAwait(false);
                run.Report(100.0 * (i + 1) / files.Length, $"{WireNames.Lower(queue)}: {i + 1} of {files.Length}");
            }
        }

        private async Task SendAsync(SyncLevel queue, FileInfo file)
        {
            (string name, int tries) = Parse(file.Name);
            if (file.Length > MaxRecord)
            {
                GiveUp(file, name);
                return;
            }

            byte[] content = await File.ReadAllBytesAsync(file.FullName, run.Stop).ConfigureAwait(false);
            switch (await worker.Publish(new SpoolRecord(queue, name, content), run.Stop).ConfigureAwait(false))
            {
                case SpoolAnswer.Sent:
                    file.Delete();
                    Sent++;
                    break;
                case SpoolAnswer.NoLink:
                    throw new TaskFailure(ErrorCategory.Network, $"no link to the broker; {Sent} records were sent");
                case SpoolAnswer.Refused when tries >= SyncQueues.Retries:
                    GiveUp(file, name);
                    break;
                case SpoolAnswer.Refused:
                    Refused++;
                    file.MoveTo(Path.Combine(file.DirectoryName!, $"{name}{TryMark}{tries + 1}"), overwrite: true);
                    break;
            }
        }

        private void GiveUp(FileInfo file, string name)
        {
            Directory.CreateDirectory(Path.Combine(_spool, "failed"));
            file.MoveTo(Path.Combine(_spool, "failed", name), overwrite: true);
            Failed++;
        }

        private static (string Name, int Tries) Parse(string fileName)
        {
            int at = fileName.LastIndexOf(TryMark, StringComparison.Ordinal);
            return at > 0 && int.TryParse(fileName.AsSpan(at + TryMark.Length), out int tries) ? (fileName[..at], tries) : (fileName, 0);
        }
    }

    private string Spool => spool;

    private Func<SyncLevel> Lowest => lowest;

    private Func<SpoolRecord, CancellationToken, Task<SpoolAnswer>> Publish => publish;
}
